package dev.imagevault.app.moving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void saysHowManyHowFastAndHowMuchLonger() {
    assertThat(Progress.line(1_000, 10_000, 10 * SECOND))
        .isEqualTo("1,000 of 10,000 images, 100/s, about 90 s left");
    assertThat(Progress.line(100, 100_000, 10 * SECOND)).endsWith("about 2 h 47 min left");
    assertThat(Progress.line(100, 10_000, 10 * SECOND)).endsWith("about 17 min left");
  }

  @Test
  void estimatesNothingBeforeTheFirstAndAfterTheLast() {
    assertThat(Progress.line(0, 5, 10 * SECOND)).isEqualTo("0 of 5 images, 0/s");
    assertThat(Progress.line(7, 5, SECOND)).isEqualTo("7 of 5 images, 7/s");
  }
}
