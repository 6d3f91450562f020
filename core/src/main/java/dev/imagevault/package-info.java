/** Private user images: {@link dev.imagevault.ImageVault} is the way in. */
@NullMarked
package dev.imagevault;

import org.jspecify.annotations.NullMarked;
