package dev.imagevault.domain;

import java.time.Instant;

/**
 * One recorded image.
 *
 * @param id its number
 * @param owner whom it belongs to
 * @param key where its object lies
 * @param originalName how the user's file was called
 * @param format what its content is
 * @param size of the stored bytes
 * @param width in pixels, as shown: after orientation
 * @param height in pixels, as shown: after orientation
 * @param sha256 of the stored bytes
 * @param status where in its life it is
 * @param createdAt when it was recorded, in whole milliseconds
 * @param updatedAt when its status last changed, in whole milliseconds
 */
public record Image(
    ImageId id,
    OwnerId owner,
    ObjectKey key,
    OriginalName originalName,
    ImageFormat format,
    long size,
    int width,
    int height,
    Sha256 sha256,
    ImageStatus status,
    Instant createdAt,
    Instant updatedAt) {}
