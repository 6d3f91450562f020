package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.port.UrlSigner;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachingUrlSignerTest {

  private static final Instant EXPIRY = Instant.parse("2026-06-01T12:00:00Z");
  private static final ObjectKey CAT =
      new ObjectKey("users/1/images/1795455838123-x11nZRbk4UWiU5H4MG1sOQ.jpg");
  private static final ObjectKey DOG =
      new ObjectKey("users/1/images/1795455838124-x11nZRbk4UWiU5H4MG1sOQ.jpg");

  private final AtomicInteger signatures = new AtomicInteger();

  private final UrlSigner counting =
      (key, expiresAt) ->
          new SignedUrl(
              "https://images.example.com/" + key + "?" + signatures.incrementAndGet(), expiresAt);

  @Test
  void theSameUrlIsSignedOnce() {
    UrlSigner signer = new CachingUrlSigner(counting, Duration.ofMinutes(5), 100_000);
    SignedUrl first = signer.sign(CAT, EXPIRY);
    assertThat(signer.sign(CAT, EXPIRY)).isEqualTo(first);
    assertThat(signatures).hasValue(1);
  }

  @Test
  void anotherObjectOrExpiryIsAnotherUrl() {
    UrlSigner signer = new CachingUrlSigner(counting, Duration.ofMinutes(5), 100_000);
    assertThat(signer.sign(CAT, EXPIRY))
        .isNotEqualTo(signer.sign(DOG, EXPIRY))
        .isNotEqualTo(signer.sign(CAT, EXPIRY.plusSeconds(1)));
    assertThat(signer.sign(CAT, EXPIRY.plusSeconds(1)).expiresAt())
        .isEqualTo(EXPIRY.plusSeconds(1));
    assertThat(signatures).hasValue(3);
  }

  @Test
  void itRemembersNoMoreThanItMay() {
    int room = 10;
    UrlSigner signer = new CachingUrlSigner(counting, Duration.ofMinutes(5), room * 500L);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 1000; i++) {
        signer.sign(CAT, EXPIRY.plusSeconds(i));
      }
    }
    assertThat(signatures.get()).isGreaterThan(2 * 1000 - 3 * room);
  }

  @Test
  void aFailureIsNotRemembered() {
    UrlSigner failingOnce =
        (key, expiresAt) -> {
          if (signatures.getAndIncrement() == 0) {
            throw new BackEndException(
                BackEndException.BackEnd.SIGNER, BackEndException.Failure.REFUSED, "no", null);
          }
          return counting.sign(key, expiresAt);
        };
    UrlSigner signer = new CachingUrlSigner(failingOnce, Duration.ofMinutes(5), 100_000);
    assertThatThrownBy(() -> signer.sign(CAT, EXPIRY)).isInstanceOf(BackEndException.class);
    assertThat(signer.sign(CAT, EXPIRY).url()).contains(CAT.value());
  }
}
