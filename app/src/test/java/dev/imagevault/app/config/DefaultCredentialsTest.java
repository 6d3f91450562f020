package dev.imagevault.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;

@Timeout(60)
class DefaultCredentialsTest {

  private static final AwsCredentials FOUND = AwsBasicCredentials.create("access", "secret");
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void theyAreWhatTheChainFinds() {
    assertThat(new DefaultCredentials(() -> FOUND, LONG).resolveCredentials()).isSameAs(FOUND);
  }

  @Test
  void theChainsOwnReasonIsHandedOn() {
    SdkClientException reason = SdkClientException.create("nothing found");
    DefaultCredentials credentials =
        new DefaultCredentials(
            () -> {
              throw reason;
            },
            LONG);
    assertThatThrownBy(credentials::resolveCredentials).isSameAs(reason);
  }

  @Test
  void aChainThatHangsIsNotWaitedForAndAskedOnlyOnceMeanwhile() throws InterruptedException {
    AtomicInteger questions = new AtomicInteger();
    CountDownLatch answer = new CountDownLatch(1);
    DefaultCredentials credentials =
        new DefaultCredentials(
            () -> {
              questions.incrementAndGet();
              try {
                answer.await();
              } catch (InterruptedException e) {
                throw AbortedException.create("stopped");
              }
              return FOUND;
            },
            SHORT);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(credentials::resolveCredentials)
          .isInstanceOf(SdkClientException.class)
          .hasMessageContaining("gave no answer");
    }
    assertThat(questions).hasValue(1);
    answer.countDown();
  }

  @Test
  void anInterruptEndsTheWaitAndStays() {
    DefaultCredentials credentials =
        new DefaultCredentials(
            () -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                throw AbortedException.create("stopped");
              }
              return FOUND;
            },
            LONG);
    Thread.currentThread().interrupt();
    assertThatThrownBy(credentials::resolveCredentials).isInstanceOf(AbortedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
