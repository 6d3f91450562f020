package dev.imagevault.memory;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.Sha256;
import dev.imagevault.domain.SignedPut;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.StoredObject;
import dev.imagevault.port.UploadSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signs puts into a store, and stands in for the store that judges them: its URLs lead nowhere, and
 * {@link #put} says what they would do. Thread-safe.
 */
public final class InMemoryUploadSigner implements UploadSigner {

  private static final String BASE = "https://uploads.invalid/";
  private static final MediaType UNCHECKED = new MediaType("image/vnd.unchecked");
  private static final Map<String, String> HEADERS = Map.of("if-none-match", "*");
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  private final ImageStorage storage;
  private final Clock clock;
  private final Map<String, Signed> signed = new ConcurrentHashMap<>();

  private record Signed(ObjectKey key, AnnouncedFile file, Instant expiresAt) {}

  /**
   * Nothing is signed yet.
   *
   * @param storage in which files arrive
   * @param clock judges expiries
   */
  public InMemoryUploadSigner(ImageStorage storage, Clock clock) {
    this.storage = storage;
    this.clock = clock;
  }

  @Override
  public SignedPut sign(ObjectKey key, AnnouncedFile file, Duration timeToLive) {
    if (!key.isIncoming()) {
      throw new IllegalArgumentException("not the key of a direct upload: " + key);
    }
    Instant expiresAt = clock.instant().plus(timeToLive).truncatedTo(ChronoUnit.SECONDS);
    String url = BASE + key + "?Signature=" + UUID.randomUUID();
    signed.put(url, new Signed(key, file, expiresAt));
    return new SignedPut(url, HEADERS, expiresAt);
  }

  /**
   * Puts these bytes, as a client would.
   *
   * @param url any text
   * @param headers any
   * @return whether they are in the store: URL and headers are good, and they are what was
   *     announced
   */
  public synchronized boolean put(String url, Map<String, String> headers, byte[] bytes) {
    Signed put = signed.get(url);
    if (put == null || !clock.instant().isBefore(put.expiresAt) || !headers.equals(HEADERS)) {
      return false;
    }
    ImageBytes content = ImageBytes.of(bytes);
    Optional<Sha256> wanted = put.file.sha256();
    if (put.file.size() != bytes.length
        || (wanted.isPresent() && !wanted.get().equals(content.sha256()))
        || isThere(put.key)) {
      return false;
    }
    storage.put(put.key, UNCHECKED, content, TIMEOUT);
    return true;
  }

  private boolean isThere(ObjectKey key) {
    Optional<StoredObject> object = storage.open(key);
    try {
      if (object.isPresent()) {
        object.get().close();
      }
      return object.isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
