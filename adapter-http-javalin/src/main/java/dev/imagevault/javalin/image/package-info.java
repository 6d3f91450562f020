/** The requests that read and delete images. */
@NullMarked
package dev.imagevault.javalin.image;

import org.jspecify.annotations.NullMarked;
