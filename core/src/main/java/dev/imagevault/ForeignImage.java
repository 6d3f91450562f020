package dev.imagevault;

import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.Origin;
import dev.imagevault.domain.OwnerId;
import java.time.Instant;
import java.util.Optional;

/**
 * An image of another service that is to become one of ours.
 *
 * @param owner whose it is
 * @param origin recognises it
 * @param file its bytes and its name
 * @param id that it had and keeps; empty for a new one
 * @param createdAt when it was recorded there; empty for now
 */
public record ForeignImage(
    OwnerId owner, Origin origin, Upload file, Optional<ImageId> id, Optional<Instant> createdAt) {}
