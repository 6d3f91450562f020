package dev.imagevault.javalin.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.OwnerId;
import dev.imagevault.format.Limits;
import dev.imagevault.javalin.server.JettyServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UploadMemoryTest {

  private static final int MEGABYTE = 1 << 20;

  private final ManualTime time = new ManualTime();
  private final List<String> refused = new ArrayList<>();

  private UploadMemory memory(long bytes, int maxFileSize) {
    return new UploadMemory(bytes, maxFileSize, time::nanoTime, time::later);
  }

  /** An upload of whom nothing is expected. */
  private static UploadBudget.Upload any() {
    return new UploadBudget.Upload() {
      @Override
      public void granted() {}

      @Override
      public void tooSlow() {}

      @Override
      public void noRoom() {}
    };
  }

  private static OwnerId user(int number) {
    return new OwnerId("user " + number);
  }

  @Test
  void theFirstPieceThatIsReadIsABeginning() {
    UploadForm form = new UploadForm("x", 5 * MEGABYTE);
    assertThat(form.sizeAfter(JettyServer.INPUT_BUFFER))
        .isLessThanOrEqualTo(UploadMemory.BEGINNING);
  }

  @Test
  void whatTheCheckTakesIsHeldWithTheFile() {
    UploadMemory memory = memory(20 * MEGABYTE, 5 * MEGABYTE);
    UploadBudget.Claim whole = memory.whole(user(1), 5 * MEGABYTE, any());
    assertThat(whole.take(true)).isTrue();
    assertThat(memory.held()).isEqualTo(5 * MEGABYTE + Limits.memoryOfCheck(5 * MEGABYTE));
    whole.end();
    assertThat(memory.held()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 1000", "1000000, 1000000", "5242880, 5242880", "67108864, 67108864"})
  void memoryOfOneFileIsEnoughForOne(long bytes, int maxFileSize) {
    UploadMemory memory = memory(bytes, maxFileSize);
    assertThat(memory.beginning(user(1), 1024, any()).take(true)).isTrue();
    assertThat(memory.whole(user(1), maxFileSize, any()).take(true)).isTrue();
    assertThat(memory.held()).isLessThanOrEqualTo(UploadMemory.least(maxFileSize));
  }

  @Test
  void howeverManyAskNoMoreIsHeldThanThereIs() {
    UploadMemory memory = memory(30 * MEGABYTE, 5 * MEGABYTE);
    for (int i = 0; i < 2_000; i++) {
      memory.beginning(user(i), 1024, any()).take(true);
      memory.whole(user(i), MEGABYTE, any()).take(true);
    }
    assertThat(memory.held()).isBetween(20L * MEGABYTE, 30L * MEGABYTE);
  }

  @Test
  void beginningsTakeNothingFromWholeUploads() {
    UploadMemory memory = memory(30 * MEGABYTE, 5 * MEGABYTE);
    for (int i = 0; i < 2_000; i++) {
      memory.beginning(user(i), 1024, any()).take(true);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(memory.whole(user(i), 5 * MEGABYTE, any()).take(true)).isTrue();
    }
  }

  @Test
  void wholeUploadsTakeNothingFromBeginnings() {
    UploadMemory memory = memory(5 * MEGABYTE, 5 * MEGABYTE);
    for (int i = 0; i < 100; i++) {
      memory.whole(user(i), 5 * MEGABYTE, any()).take(true);
    }
    assertThat(memory.beginning(user(100), 1024, any()).take(true)).isTrue();
  }

  /** Two are stored at a time, in a fiftieth of a second each. */
  @ParameterizedTest
  @CsvSource({
    "100, 100, 100, 1", "100, 100, 100, 100", "100, 100, 90, 7", "110, 100, 90, 1",
    "150, 100, 100, 2", "200, 100, 100, 100", "250, 100, 51, 3", "400, 100, 90, 100",
    "400, 100, 90, 1", "1000, 100, 99, 5", "10000, 100, 100, 1", "100, 100, 6, 1",
    "1, 1, 1, 1", "1, 1, 1, 100", "20, 3, 2, 10"
  })
  void aBurstThatCanBeStoredInTimeIsServedEntirely(int memory, int maxFile, int file, int users) {
    int uploads = 200;
    int tenKilobytes = 10_240;
    UploadMemory shared = memory((long) memory * tenKilobytes, maxFile * tenKilobytes);
    Deque<Burst> arrived = new ArrayDeque<>();
    for (int i = 0; i < uploads; i++) {
      new Burst(shared, user(i % users), file * tenKilobytes, arrived).begin();
    }
    int stored = 0;
    for (int step = 0; step < 5_000 / 20; step++) {
      for (int each = 0; each < 2 && !arrived.isEmpty(); each++) {
        arrived.remove().end();
        stored++;
      }
      time.pass(Duration.ofMillis(20));
    }
    assertThat(stored).isEqualTo(uploads);
    assertThat(refused).isEmpty();
    assertThat(shared.held()).isZero();
  }

  /** An upload that arrives as soon as there is room for it. */
  private final class Burst implements UploadBudget.Upload {
    private final UploadBudget.Claim beginning;
    private final UploadBudget.Claim whole;
    private final boolean isLarge;
    private final Deque<Burst> arrived;
    private boolean begun;

    Burst(UploadMemory memory, OwnerId owner, int file, Deque<Burst> arrived) {
      this.beginning = memory.beginning(owner, Math.min(file, UploadMemory.BEGINNING), this);
      this.whole = memory.whole(owner, file, this);
      this.isLarge = file > UploadMemory.BEGINNING;
      this.arrived = arrived;
    }

    void begin() {
      if (beginning.take(true)) {
        goOn();
      }
    }

    private void goOn() {
      begun = true;
      beginning.complete();
      if (!isLarge || whole.take(true)) {
        arrive();
      }
    }

    private void arrive() {
      if (isLarge) {
        beginning.end();
        whole.complete();
      }
      arrived.add(this);
    }

    void end() {
      beginning.end();
      whole.end();
    }

    @Override
    public void granted() {
      time.later(begun ? this::arrive : this::goOn, Duration.ZERO);
    }

    @Override
    public void tooSlow() {
      refused.add("too slow");
    }

    @Override
    public void noRoom() {
      refused.add("no room");
    }
  }
}
