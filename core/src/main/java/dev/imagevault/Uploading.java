package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OriginalName;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.format.CheckedImage;
import dev.imagevault.format.ImageChecker;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

/**
 * The four steps of an upload: inspect, record, put, publish. In this order, an object without a
 * record cannot come to be, and nobody sees a record without its object.
 */
final class Uploading {

  private final ImageStorage storage;
  private final ImageRepository repository;
  private final Publication publication;
  private final VaultPolicy policy;
  private final Clock clock;
  private final SecureRandom random;

  Uploading(
      ImageStorage storage,
      ImageRepository repository,
      Publication publication,
      VaultPolicy policy,
      Clock clock) {
    this(storage, repository, publication, policy, clock, new SecureRandom());
  }

  private Uploading(
      ImageStorage storage,
      ImageRepository repository,
      Publication publication,
      VaultPolicy policy,
      Clock clock,
      SecureRandom random) {
    this.storage = storage;
    this.repository = repository;
    this.publication = publication;
    this.policy = policy;
    this.clock = clock;
    this.random = random;
  }

  /** Returns the same steps, recording in that repository. */
  Uploading recordingIn(ImageRepository other) {
    return new Uploading(storage, other, publication.in(other), policy, clock, random);
  }

  /**
   * Returns what is to be stored of the file, checked and cleaned. A file over the limit is refused
   * before a byte of it is read.
   */
  CheckedImage inspect(Upload upload) {
    requireAcceptable(upload.size());
    return ImageChecker.check(
        upload.read(), Math.toIntExact(upload.size()), policy, upload.isOver());
  }

  /** A file of this size may be uploaded. */
  void requireAcceptable(long size) {
    if (size > policy.maxFileSize()) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.TOO_LARGE,
          "The file has more than " + policy.maxFileSize() + " bytes");
    }
  }

  /** Returns the image, PENDING; or READY, if it was stored earlier under its idempotency key. */
  Image record(OwnerId owner, Upload upload, CheckedImage checked) {
    ImageObject original =
        new ImageObject(
            ObjectKey.create(owner, checked.format().extension(), clock.instant(), random),
            checked.format().mediaType(),
            checked.bytes().length(),
            checked.width(),
            checked.height());
    return repository.insert(
        new NewImage(
            owner,
            OriginalName.of(upload.fileName(), checked.format()),
            original,
            checked.bytes().sha256(),
            upload.idempotencyKey()),
        policy.quota());
  }

  /** The image's object is in the store; after a throw, the image is withdrawn, or will be. */
  void put(Image image, ImageBytes bytes, Deadline deadline) {
    Duration timeout = deadline.atMost(policy.putTimeout());
    try {
      storage.put(image.original().key(), image.original().mediaType(), bytes, timeout);
    } catch (BackEndException e) {
      publication.withdraw(image, e.failure() != BackEndException.Failure.UNKNOWN, deadline);
      throw e;
    } catch (RuntimeException | Error e) {
      publication.withdraw(image, false, deadline);
      throw e;
    }
  }

  /** Returns the image, READY; see {@link Publication#publish}. */
  Image publish(Image image, Deadline deadline) {
    return publication.publish(image, deadline);
  }
}
