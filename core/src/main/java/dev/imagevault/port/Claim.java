package dev.imagevault.port;

import dev.imagevault.domain.Image;
import java.time.Duration;

/**
 * An unfinished image, leased to the one who claimed it.
 *
 * @param image DELETING
 * @param lease how long nobody else takes it up
 * @param putIsOver whether its object, once deleted, cannot come back: where not, the record has to
 *     stay and the deletion to be repeated until it is. The table of {@link ImageRepository} says
 *     when
 */
public record Claim(Image image, Duration lease, boolean putIsOver) {}
