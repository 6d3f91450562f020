/**
 * Moving in and out: an older service's images into this one, and a user's images as files. {@link
 * dev.imagevault.app.moving.Import} takes over what an {@link
 * dev.imagevault.app.moving.ImportSource} lists. {@link dev.imagevault.app.moving.Export} writes to
 * a {@link dev.imagevault.app.moving.Destination}.
 */
@NullMarked
package dev.imagevault.app.moving;

import org.jspecify.annotations.NullMarked;
