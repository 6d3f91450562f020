package dev.imagevault.domain;

import java.time.Instant;

/**
 * One recorded image.
 *
 * @param id its number
 * @param owner whom it belongs to
 * @param originalName how the user's file was called
 * @param original its object
 * @param sha256 of the original's bytes
 * @param status where in its life it is
 * @param createdAt when it was recorded, in whole milliseconds
 * @param updatedAt when its status last changed, in whole milliseconds
 */
public record Image(
    ImageId id,
    OwnerId owner,
    OriginalName originalName,
    ImageObject original,
    Sha256 sha256,
    ImageStatus status,
    Instant createdAt,
    Instant updatedAt) {}
