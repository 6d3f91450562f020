package dev.imagevault;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.PreparedUpload;
import dev.imagevault.domain.SignedPut;
import dev.imagevault.domain.UploadId;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.format.CheckedImage;
import dev.imagevault.port.ForwardingRepository;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.StoredObject;
import dev.imagevault.port.UploadAttempt;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.UploadSigner;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;

/**
 * Uploads whose bytes go from the client to the store. An upload is recorded before its URL is
 * handed out. Completing it reads the file once, into memory, and then takes the same four steps as
 * every upload with what was read: nothing that is put later can take its place. The file is left
 * to the {@link UploadSweep}, which deletes many at a time.
 */
final class DirectUploading {

  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(15);

  /** How much is read before it is asked again whether anybody waits. */
  private static final int PIECE = 256 << 10;

  private final ImageStorage storage;
  private final ImageRepository images;
  private final UploadRepository uploads;
  private final UploadSigner signer;
  private final Uploading uploading;
  private final Publication publication;
  private final VaultPolicy policy;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  DirectUploading(
      ImageStorage storage,
      ImageRepository images,
      UploadRepository uploads,
      UploadSigner signer,
      Uploading uploading,
      Publication publication,
      VaultPolicy policy,
      Clock clock) {
    this.storage = storage;
    this.images = images;
    this.uploads = uploads;
    this.signer = signer;
    this.uploading = uploading;
    this.publication = publication;
    this.policy = policy;
    this.clock = clock;
  }

  /** As {@link ImageVault#prepare}. */
  PreparedUpload prepare(OwnerId owner, AnnouncedFile file) {
    uploading.requireAcceptable(file.size());
    Instant now = clock.instant();
    UploadId id = UploadId.create(now, random);
    SignedPut request = signer.sign(ObjectKey.incoming(owner, id), file, TIME_TO_LIVE);
    Duration left = Duration.between(now, request.expiresAt());
    uploads.insert(owner, id, file, left.isNegative() ? Duration.ZERO : left, policy.quota());
    return new PreparedUpload(id, request);
  }

  /** As {@link ImageVault#complete}. */
  Image complete(OwnerId owner, Completion completion) {
    Deadline deadline = Deadline.ofRequest();
    UploadAttempt attempt = uploads.begin(owner, completion.id());
    if (attempt.result().isPresent()) {
      return attempt.result().get();
    }
    Uploading steps = uploading.recordingIn(new AttemptedUpload(images, uploads, attempt));
    CheckedImage checked;
    Image recorded;
    try {
      Upload upload = read(attempt, completion);
      checked = steps.inspect(upload);
      upload.listener().checked();
      recorded = steps.record(owner, upload, checked);
    } catch (ImageRejectedException e) {
      uploads.refuse(attempt, e);
      throw e;
    } catch (RuntimeException | Error e) {
      release(attempt, deadline);
      throw e;
    }
    steps.put(recorded, checked.bytes(), deadline);
    return steps.publish(recorded, deadline);
  }

  /** Should it fail, the attempt's lease ends soon. */
  private void release(UploadAttempt attempt, Deadline deadline) {
    if (deadline.allowsAnotherCall()) {
      try {
        uploads.release(attempt);
      } catch (BackEndException e) {
        // The failure that led here is the one that is reported.
      }
    }
  }

  private Upload read(UploadAttempt attempt, Completion completion) {
    uploading.requireAcceptable(attempt.file().size());
    StoredObject object =
        storage
            .open(attempt.key())
            .orElseThrow(
                () ->
                    new ImageConflictException(
                        ImageConflictException.Reason.UPLOAD_NOT_RECEIVED,
                        "The file has not arrived yet; send it, then complete the upload"));
    int size = Math.toIntExact(attempt.file().size());
    byte[] bytes;
    try (object) {
      if (object.length() != size) {
        throw mismatch(
            "The file has " + object.length() + " bytes, and " + size + " were announced");
      }
      bytes = completion.arrayFor(size);
      readFully(object, bytes, size, completion);
    } catch (IOException e) {
      throw new BackEndException(
          BackEndException.BackEnd.STORAGE,
          BackEndException.Failure.UNKNOWN,
          "A file that was sent to the store could not be read: " + attempt.key(),
          e);
    }
    requireHash(attempt.file(), bytes, size);
    completion.listener().received();
    return Upload.of(bytes, size)
        .named(attempt.file().name())
        .until(completion.isOver())
        .observed(completion.listener());
  }

  /** To its end and beyond, where a store's client compares the checksum. */
  private static void readFully(StoredObject object, byte[] bytes, int size, Completion completion)
      throws IOException {
    int count = 0;
    while (count < size) {
      if (completion.isOver().getAsBoolean()) {
        throw new CancellationException("nobody waits for the upload any more");
      }
      int read = object.content().readNBytes(bytes, count, Math.min(PIECE, size - count));
      if (read == 0) {
        throw new IOException("it ended after " + count + " of " + size + " bytes");
      }
      count += read;
    }
    if (object.content().read() >= 0) {
      throw new IOException("it did not end after " + size + " bytes");
    }
  }

  private static void requireHash(AnnouncedFile file, byte[] bytes, int size) {
    if (file.sha256().isPresent()
        && !file.sha256().get().equals(ImageBytes.of(bytes, 0, size).sha256())) {
      throw mismatch("The file has another SHA-256 than was announced");
    }
  }

  private static ImageRejectedException mismatch(String message) {
    return new ImageRejectedException(
        ImageRejectedException.Reason.MISMATCH, message + "; prepare a new upload");
  }

  /** As {@link ImageVault#withdraw(UploadId, Image)}. */
  void withdraw(UploadId id, Image image) {
    ImageRepository told =
        new ForwardingRepository(images) {
          @Override
          public void withdraw(OwnerId owner, ImageId recorded, boolean putIsOver) {
            uploads.withdraw(owner, id, recorded, putIsOver);
          }
        };
    publication.in(told).withdraw(image, true, Deadline.ofRequest());
  }

  /** As {@link ImageVault#announced}. */
  AnnouncedFile announced(OwnerId owner, UploadId id) {
    return uploads.find(owner, id);
  }

  /** As {@link ImageVault#giveUp}. */
  void giveUp(OwnerId owner, UploadId id) {
    uploads.giveUp(owner, id);
  }
}
