package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.ImageVault;
import dev.imagevault.Rendered;
import dev.imagevault.Upload;
import dev.imagevault.VaultObserver;
import dev.imagevault.app.Pictures;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.port.RenderingQueue.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RestWhileBusyTest {

  private final List<Rendered> told = new ArrayList<>();
  private double load = 1;
  private Duration rested = Duration.ZERO;
  private Duration free = Duration.ofHours(1);

  private final VaultObserver observer =
      new RestWhileBusy(
          new VaultObserver() {
            @Override
            public void rendered(Rendered rendered) {
              told.add(rendered);
            }
          },
          () -> rested.compareTo(free) < 0 ? load : 0,
          this::sleep);

  private void sleep(Duration time) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    rested = rested.plus(time);
  }

  private void rendered(Duration took) throws Exception {
    Image image =
        ImageVault.inMemory(Clock.systemUTC())
            .upload(new OwnerId("1"), Upload.of(Pictures.png(1, 1)));
    Rendered rendered = new Rendered(image, 1, Outcome.DONE, Optional.empty(), took);
    observer.rendered(rendered);
    assertThat(told).containsExactly(rendered);
  }

  @AfterEach
  void isNotInterruptedFurther() {
    boolean unused = Thread.interrupted();
  }

  @Test
  void aWorkerRestsNineTimesAsLongAsItWorkedWhileAllProcessorsAreBusy() throws Exception {
    rendered(Duration.ofMillis(250));

    assertThat(rested).isEqualTo(Duration.ofMillis(2000));
  }

  @Test
  void aWorkerNeverRestsMoreThanFiveSeconds() throws Exception {
    rendered(Duration.ofSeconds(20));

    assertThat(rested).isBetween(Duration.ofMillis(4500), Duration.ofSeconds(5));
  }

  @Test
  void aWorkerGoesOnAsSoonAsAProcessorIsFree() throws Exception {
    free = Duration.ofMillis(500);

    rendered(Duration.ofSeconds(1));

    assertThat(rested).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void aWorkerDoesNotRestOnAMachineThatIsNotBusy() throws Exception {
    load = 0.6;

    rendered(Duration.ofSeconds(1));

    assertThat(rested).isZero();
  }

  @Test
  void aStopEndsTheRest() throws Exception {
    Thread.currentThread().interrupt();

    rendered(Duration.ofSeconds(1));

    assertThat(rested).isZero();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }
}
