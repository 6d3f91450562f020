package dev.imagevault.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VaultPolicyTest {

  private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.999Z");

  @Test
  void aUrlLivesAtMostTheTtlAndMoreThanTheTtlLessTheWindow() {
    long seed = new SecureRandom().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      long ttl = 1 + random.nextInt(5_000);
      long window = random.nextInt(5_000);
      VaultPolicy policy =
          VaultPolicy.DEFAULT.withSignedUrls(Duration.ofSeconds(ttl), Duration.ofSeconds(window));
      Instant now = NOW.plusMillis(random.nextInt(100_000_000));
      Duration left = Duration.between(now, policy.urlExpiry(key(), now));
      assertThat(left).as("seed " + seed).isLessThanOrEqualTo(Duration.ofSeconds(ttl));
      assertThat(left)
          .as("seed " + seed)
          .isGreaterThan(Duration.ofSeconds(ttl - Math.min(window, ttl / 2) - 1));
    }
  }

  @Test
  void withoutAWindowEverySecondHasItsOwnExpiry() {
    VaultPolicy policy = VaultPolicy.DEFAULT.withSignedUrls(Duration.ofSeconds(60), Duration.ZERO);
    assertThat(policy.urlExpiry(key(), NOW)).isEqualTo(Instant.parse("2026-05-06T07:09:09Z"));
  }

  @Test
  void windowsOfDifferentImagesDoNotTurnOverTogether() {
    Set<Instant> expiries = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      expiries.add(VaultPolicy.DEFAULT.urlExpiry(key(), NOW));
    }
    assertThat(expiries).hasSizeGreaterThan(50);
  }

  @Test
  void aPutGetsAThirdOfTheSweepDelayButTwentySecondsAtMost() {
    assertThat(VaultPolicy.DEFAULT.putTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThat(VaultPolicy.DEFAULT.withSweepDelay(Duration.ofSeconds(3)).putTimeout())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void valuesOutsideTheirRangesAreRefused() {
    VaultPolicy policy = VaultPolicy.DEFAULT;
    assertThatIllegalArgumentException().isThrownBy(() -> policy.withMaxFileSize(0));
    assertThatIllegalArgumentException().isThrownBy(() -> policy.withMaxFileSize(67_108_865));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.withSignedUrls(Duration.ZERO, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.withSignedUrls(Duration.ofHours(1), Duration.ofSeconds(-1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy.withSweepDelay(Duration.ofSeconds(2)));
  }

  private static ObjectKey key() {
    return ObjectKey.create(new OwnerId("1"), "jpg", NOW, new SecureRandom());
  }
}
