package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.app.render.InstalledEngine;
import dev.imagevault.app.render.InstalledEngine.Choice;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EngineTrialTest {

  private static InstalledEngine nothing() {
    return InstalledEngine.find(Choice.AUTO, List.of(), 1 << 30);
  }

  @Test
  void whatWasFoundIsReturnedToAll() throws Exception {
    InstalledEngine engine = nothing();
    try (EngineTrial trial = new EngineTrial(() -> engine)) {
      assertThat(trial.await()).isSameAs(engine);
      assertThat(trial.await()).isSameAs(engine);
    }
  }

  @Test
  void nobodyNeedWaitForItsEnd() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger interrupted = new AtomicInteger();
    EngineTrial trial =
        new EngineTrial(
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
              }
              return nothing();
            });
    trial.await(Duration.ofMillis(1));
    assertThat(interrupted).hasValue(0);
    trial.close();
    assertThat(interrupted).hasValue(1);
  }
}
