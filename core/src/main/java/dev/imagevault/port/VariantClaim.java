package dev.imagevault.port;

import dev.imagevault.domain.Variant;
import java.time.Duration;

/**
 * A variant to be deleted, leased to the one who claimed it.
 *
 * @param variant DELETING
 * @param lease how long nobody else takes it up
 * @param putIsOver whether its object, once deleted, cannot come back; see {@link Claim}
 */
public record VariantClaim(Variant variant, Duration lease, boolean putIsOver) {}
