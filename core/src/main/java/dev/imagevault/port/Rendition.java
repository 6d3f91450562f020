package dev.imagevault.port;

import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;

/**
 * A picture made of an image.
 *
 * @param spec how it was wanted
 * @param format what it is
 * @param width in pixels
 * @param height in pixels
 * @param bytes all of it, without metadata
 */
public record Rendition(
    RenditionSpec spec, ImageFormat format, int width, int height, ImageBytes bytes) {}
