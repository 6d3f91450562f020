package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedPut;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.StoredObject;
import dev.imagevault.port.UploadSigner;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link UploadSigner} promises, together with the store that it signs for. */
public abstract class UploadSignerContract {

  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final byte[] FILE = "a file that nobody has checked".getBytes();

  private final OwnerId owner = Samples.owner();
  private final ObjectKey key = Samples.incoming(owner);

  /** For the kit's subclasses. */
  protected UploadSignerContract() {}

  /** Returns the signer to be held to the contract. */
  protected abstract UploadSigner signer();

  /** Returns the store that it signs for. Other suites may use the same one. */
  protected abstract ImageStorage storage();

  /**
   * Sends {@code PUT} to this URL, as a client would.
   *
   * @param headers beside Content-Length, which is that of the file
   * @return whether the store took it
   */
  protected abstract boolean send(String url, Map<String, String> headers, byte[] file)
      throws Exception;

  /** Returns when this time has come, by the clock of the store. */
  protected abstract void waitUntil(Instant time) throws Exception;

  @Test
  public final void aFileIsPutAsItWasAnnounced() throws Exception {
    assertTrue(send(sign(announced())), "W1: the store takes the announced file");
    assertArrayEquals(FILE, stored(), "W1: it is there as it was sent");
  }

  @Test
  public final void aRequestServesNoOtherKey() throws Exception {
    ObjectKey other = Samples.incoming(owner);
    SignedPut signed = sign(announced());
    String url = signed.url().replace(key.value(), other.value());
    assertFalse(send(url, signed.headers(), FILE), "W2: another key is refused");
    assertTrue(storage().open(other).isEmpty(), "W2: nothing is there");
  }

  @Test
  public final void aRequestChangedAnywhereInItsQueryPutsNothing() throws Exception {
    SignedPut signed = sign(announced());
    String url = signed.url();
    for (int i = url.indexOf('?') + 1; i < url.length(); i++) {
      char changed = url.charAt(i) == 'A' ? 'B' : 'A';
      String tampered = url.substring(0, i) + changed + url.substring(i + 1);
      assertFalse(
          send(tampered, signed.headers(), FILE),
          "W2: character " + i + " of the URL can be changed");
    }
    assertFalse(
        send(url.substring(0, url.indexOf('?')), signed.headers(), FILE),
        "W2: the query can be left out");
    assertTrue(storage().open(key).isEmpty(), "W2: nothing is there");
  }

  @Test
  public final void aRequestIsGoodUpToItsExpiryAndNotFromThenOn() throws Exception {
    Duration life = Duration.ofSeconds(2);
    SignedPut signed = signer().sign(key, announced(), life);
    assertEquals(0, signed.expiresAt().getNano(), "W3: it expires at a whole second");
    waitUntil(signed.expiresAt());
    assertFalse(send(signed), "W3: it is refused from expiresAt on");
    assertTrue(storage().open(key).isEmpty(), "W3: nothing is there");
  }

  @Test
  public final void toStringShowsNothingOfTheQuery() {
    SignedPut signed = sign(announced());
    String query = signed.url().substring(signed.url().indexOf('?') + 1);
    for (String parameter : query.split("&", -1)) {
      assertFalse(
          signed.toString().contains(parameter), "W4: toString shows a part of the signed query");
    }
  }

  @Test
  public final void aFileOfAnotherSizeIsRefused() throws Exception {
    SignedPut signed = sign(announced());
    for (int size : new int[] {0, 1, FILE.length - 1, FILE.length + 1, 2 * FILE.length}) {
      assertFalse(
          send(signed.url(), signed.headers(), Arrays.copyOf(FILE, size)),
          "W5: a file of " + size + " bytes is refused");
    }
    assertTrue(storage().open(key).isEmpty(), "W5: nothing is there");
  }

  @Test
  public final void aFileWithTheAnnouncedHashIsTaken() throws Exception {
    assertTrue(send(sign(announcedWithHash())), "W6: the store takes a file of this hash");
    assertArrayEquals(FILE, stored(), "W6: it is there as it was sent");
  }

  @Test
  public final void aFileWithAnotherHashIsRefused() throws Exception {
    SignedPut signed = sign(announcedWithHash());
    byte[] other = FILE.clone();
    other[0]++;
    assertFalse(send(signed.url(), signed.headers(), other), "W6: another hash is refused");
    assertFalse(
        send(signed.url(), Map.of(), other), "W6: and so is a request that leaves out its headers");
    assertTrue(storage().open(key).isEmpty(), "W6: nothing is there");
  }

  @Test
  public final void aSecondFileIsRefusedWhileTheFirstIsThere() throws Exception {
    SignedPut signed = sign(announced());
    assertTrue(send(signed), "W7: the first is taken");
    byte[] other = FILE.clone();
    other[0]++;
    assertFalse(send(signed.url(), signed.headers(), other), "W7: a second one is refused");
    assertArrayEquals(FILE, stored(), "W7: the first stays");
    storage().delete(key, Duration.ofSeconds(10));
    assertTrue(send(signed), "W7: once the first is gone there is room again");
  }

  @Test
  public final void onlyKeysOfDirectUploadsAreSigned() {
    assertThrows(
        IllegalArgumentException.class,
        () -> signer().sign(Samples.key(owner), announced(), LIFE),
        "an image's key is never signed for a put");
  }

  private static AnnouncedFile announced() {
    return new AnnouncedFile("a.png", FILE.length, Optional.empty());
  }

  private static AnnouncedFile announcedWithHash() {
    return new AnnouncedFile("a.png", FILE.length, Optional.of(ImageBytes.of(FILE).sha256()));
  }

  private SignedPut sign(AnnouncedFile file) {
    return signer().sign(key, file, LIFE);
  }

  private boolean send(SignedPut signed) throws Exception {
    return send(signed.url(), signed.headers(), FILE);
  }

  private byte[] stored() throws IOException {
    try (StoredObject object = storage().open(key).orElseThrow()) {
      return object.content().readAllBytes();
    }
  }
}
