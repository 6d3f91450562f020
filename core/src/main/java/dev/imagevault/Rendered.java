package dev.imagevault;

import dev.imagevault.domain.Image;
import dev.imagevault.port.RenderingQueue.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of the variants of an image that were made.
 *
 * @param image whose variants they are
 * @param made how many there are now that were not before
 * @param outcome how it ended
 * @param failure why it ended so, unless it is DONE
 * @param took from the claim to the end
 */
public record Rendered(
    Image image, int made, Outcome outcome, Optional<RuntimeException> failure, Duration took) {}
