/**
 * Moving in and out: a user's images as files, and an older service's images into this one. {@link
 * dev.imagevault.app.moving.Export} writes to a {@link dev.imagevault.app.moving.Destination}.
 */
@NullMarked
package dev.imagevault.app.moving;

import org.jspecify.annotations.NullMarked;
