package dev.imagevault.app.doctor;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.port.StoredObject;
import dev.imagevault.s3.S3ImageStorage;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A tiny image that lives in the store while the doctor is there, of an owner who has no other.
 * Should it outlive a crash, {@code reconcile} finds it: it has no record.
 */
final class ProbeObject implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** One transparent pixel. */
  private static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5E"
                  + "rkJggg==");

  private final S3ImageStorage storage;
  private final ObjectKey key;
  private boolean mayExist;

  /** Nothing is stored yet. */
  ProbeObject(S3ImageStorage storage, Instant now) {
    this.storage = storage;
    this.key = ObjectKey.create(new OwnerId("imagevault-doctor"), "png", now, new SecureRandom());
  }

  /** Returns the key, which nobody had before. */
  ObjectKey key() {
    return key;
  }

  /** Returns whether these are its bytes. */
  static boolean hasBytes(byte[] bytes) {
    return Arrays.equals(bytes, PNG);
  }

  /** Stores it. */
  Finding put() {
    mayExist = true;
    try {
      storage.put(key, ImageFormat.PNG.mediaType(), ImageBytes.of(PNG), TIMEOUT);
      return Finding.ok("put", PNG.length + " bytes, whose SHA-256 the store was given");
    } catch (BackEndException e) {
      return Finding.failed("put", String.valueOf(e.getMessage()));
    }
  }

  /** Reads it back. */
  Finding read() {
    try {
      Optional<StoredObject> found = storage.open(key);
      if (found.isEmpty()) {
        return Finding.failed(
            "read", "the object that was just put is not there: is this store consistent?");
      }
      try (StoredObject object = found.get()) {
        boolean same = hasBytes(object.content().readNBytes(PNG.length + 1));
        return same
            ? Finding.ok("read", "the same bytes, as " + object.contentType())
            : Finding.failed("read", "other bytes than were put: does something transform them?");
      }
    } catch (BackEndException e) {
      return Finding.failed("read", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return Finding.failed(
          "read", "the store broke off (" + e.getClass().getSimpleName() + "): try again");
    }
  }

  /** Deletes it, also where its put seemed to fail. */
  Finding delete() {
    try {
      storage.delete(key, TIMEOUT);
      if (storage.open(key).isPresent()) {
        return Finding.failed("delete", "the deleted object " + key + " is still there: delete it");
      }
      mayExist = false;
      return Finding.ok("delete", "the object is gone");
    } catch (BackEndException e) {
      return Finding.failed("delete", e.getMessage() + "; then delete " + key);
    }
  }

  /** It is gone, unless the store does not answer. */
  @Override
  public void close() {
    if (mayExist) {
      storage.delete(key, TIMEOUT);
    }
  }
}
