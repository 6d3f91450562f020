package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.port.UrlSigner;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link UrlSigner} promises. */
public abstract class UrlSignerContract {

  private static final Instant EXPIRY = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant BEFORE = EXPIRY.minusSeconds(60);

  private final OwnerId owner = Samples.owner();
  private final ObjectKey key = Samples.key(owner);

  /** For the kit's subclasses. */
  protected UrlSignerContract() {}

  /** Returns the signer to be held to the contract; always the same key behind it. */
  protected abstract UrlSigner signer();

  /** Returns whether the edge would answer this URL at that time with exactly this object. */
  protected abstract boolean opens(String url, ObjectKey key, Instant at);

  @Test
  public final void aUrlOpensItsObject() {
    assertTrue(
        opens(signer().sign(key, EXPIRY).url(), key, BEFORE), "U1: a signed URL opens its object");
  }

  @Test
  public final void aUrlOpensNoOtherObject() {
    ObjectKey other = Samples.key(owner);
    String url = signer().sign(key, EXPIRY).url();
    assertFalse(opens(url, other, BEFORE), "U1: a signed URL opens no other object");
    assertFalse(
        opens(url.replace(key.value(), other.value()), other, BEFORE),
        "U1: a signature does not serve another object");
  }

  @Test
  public final void aUrlIsGoodUpToItsExpiryAndNotFromThenOn() {
    String url = signer().sign(key, EXPIRY).url();
    assertTrue(opens(url, key, EXPIRY.minusSeconds(1)), "U2: it opens before expiresAt");
    assertFalse(opens(url, key, EXPIRY), "U2: it does not open at expiresAt");
    assertFalse(opens(url, key, EXPIRY.plusSeconds(3600)), "U2: it does not open afterwards");
  }

  @Test
  public final void aUrlChangedAnywhereInItsQueryOpensNothing() {
    String url = signer().sign(key, EXPIRY).url();
    for (int i = url.indexOf('?') + 1; i < url.length(); i++) {
      char changed = url.charAt(i) == 'A' ? 'B' : 'A';
      String tampered = url.substring(0, i) + changed + url.substring(i + 1);
      assertFalse(
          opens(tampered, key, BEFORE), "U3: character " + i + " of the URL can be changed");
    }
  }

  @Test
  public final void aUrlWithoutItsQueryOpensNothing() {
    String url = signer().sign(key, EXPIRY).url();
    assertFalse(
        opens(url.substring(0, url.indexOf('?')), key, BEFORE), "U3: the query can be left out");
  }

  @Test
  public final void theExpiryIsTheOneAskedFor() {
    assertEquals(EXPIRY, signer().sign(key, EXPIRY).expiresAt(), "U4: expiresAt is as asked");
  }

  @Test
  public final void toStringShowsNothingOfTheQuery() {
    SignedUrl signed = signer().sign(key, EXPIRY);
    String query = signed.url().substring(signed.url().indexOf('?') + 1);
    for (String parameter : query.split("&", -1)) {
      assertFalse(
          signed.toString().contains(parameter), "U5: toString shows a part of the signed query");
    }
  }

  @Test
  public final void anExpiryWithAFractionOfASecondIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> signer().sign(key, EXPIRY.plusMillis(1)),
        "U6: a fraction of a second is refused, not rounded");
  }
}
