package dev.imagevault;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.port.ForwardingRepository;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.UploadAttempt;
import dev.imagevault.port.UploadRepository;
import java.util.Optional;

/** The repository as one attempt to complete a direct upload uses it: the image is the upload's. */
final class AttemptedUpload extends ForwardingRepository {

  private final UploadRepository uploads;
  private final UploadAttempt attempt;

  AttemptedUpload(ImageRepository images, UploadRepository uploads, UploadAttempt attempt) {
    super(images);
    this.uploads = uploads;
    this.attempt = attempt;
  }

  @Override
  public Image insert(NewImage image, Quota quota) {
    return uploads.record(attempt, image, quota);
  }

  @Override
  public Optional<Image> publish(OwnerId owner, ImageId id) {
    return Optional.of(uploads.complete(attempt, id));
  }

  @Override
  public void withdraw(OwnerId owner, ImageId id, boolean putIsOver) {
    uploads.withdraw(owner, attempt.id(), id, putIsOver);
  }
}
