package dev.imagevault.port;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.UploadId;
import java.util.Optional;

/**
 * An attempt to complete a direct upload, leased to the one who began it.
 *
 * @param owner whom the upload belongs to
 * @param id of the upload
 * @param file as it was announced
 * @param number tells it from other attempts at the same upload
 * @param result the image that an earlier attempt made of it: then there is nothing left to do
 */
public record UploadAttempt(
    OwnerId owner, UploadId id, AnnouncedFile file, int number, Optional<Image> result) {

  /** Returns where the file lies. */
  public ObjectKey key() {
    return ObjectKey.incoming(owner, id);
  }
}
