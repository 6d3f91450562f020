/**
 * Renders images with libvips, in processes that hold no secret and have bounds: {@link
 * dev.imagevault.render.VipsEngine} is the engine, {@link dev.imagevault.render.Cell} where it, or
 * another decoder, runs.
 */
@NullMarked
package dev.imagevault.render;

import org.jspecify.annotations.NullMarked;
