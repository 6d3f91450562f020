package dev.imagevault.port;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.VariantSpec;
import java.time.Duration;
import java.util.List;

/**
 * An image that waits for its variants, leased to the one who claimed it.
 *
 * @param image READY when it was claimed
 * @param missing the variants that are {@linkplain RenderingQueue#named wanted}, can be written by
 *     who claimed it, and are not READY as they are wanted; perhaps none
 * @param claim tells this claim of the image from every other
 * @param lease how long nobody else takes it up
 */
public record Rendering(Image image, List<VariantSpec> missing, long claim, Duration lease) {}
