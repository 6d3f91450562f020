package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LargeArraysTest {

  private static final int LARGEST = 5 << 20;

  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final UploadMemory memory = new UploadMemory(2 * LARGEST, timer);
  private final LargeArrays arrays = new LargeArrays(LARGEST, memory);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private UploadMemory.Share reserve(int bytes) {
    UploadMemory.Share share =
        memory.share(
            new UploadMemory.Upload() {
              @Override
              public void granted() {}

              @Override
              public void refused() {}
            });
    assertThat(share.reserve(bytes, bytes)).isEqualTo(bytes);
    return share;
  }

  @Test
  void aFileOfMoreThanHalfTheLargestSizeIsGivenTheLargest() {
    assertThat(arrays.sizeFor(LARGEST / 2)).isEqualTo(LARGEST / 2);
    assertThat(arrays.sizeFor(LARGEST / 2 + 1)).isEqualTo(LARGEST);
    assertThat(arrays.sizeFor(LARGEST)).isEqualTo(LARGEST);
  }

  @Test
  void anArrayOfTheLargestSizeIsUsedAgain() {
    byte[] first = arrays.take(LARGEST);
    arrays.giveBack(first);
    byte[] second = arrays.take(LARGEST);
    assertThat(second).isSameAs(first);
    assertThat(arrays.take(LARGEST)).isNotSameAs(first);
  }

  @Test
  void aSmallerArrayIsNotUsedAgain() {
    byte[] first = arrays.take(1000);
    arrays.giveBack(first);
    assertThat(arrays.take(1000)).isNotSameAs(first).hasSize(1000);
  }

  @Test
  void whatWaitsForUseMakesRoomForWhatIsReserved() {
    byte[] first = arrays.take(LARGEST);
    byte[] second = arrays.take(LARGEST);
    arrays.giveBack(first);
    arrays.giveBack(second);
    UploadMemory.Share small = reserve(LARGEST / 2);
    UploadMemory.Share other = reserve(LARGEST / 2);
    UploadMemory.Share third = reserve(LARGEST / 2);
    assertThat(arrays.take(LARGEST / 2)).hasSize(LARGEST / 2);
    small.release();
    other.release();
    third.release();
    assertThat(arrays.take(LARGEST)).isNotSameAs(first).isNotSameAs(second);
  }
}
