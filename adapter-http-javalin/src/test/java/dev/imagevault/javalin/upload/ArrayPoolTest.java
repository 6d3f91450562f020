package dev.imagevault.javalin.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrayPoolTest {

  private static final int LARGEST = 5 << 20;
  private static final int SMALLER = 1 << 20;

  private final ArrayPool arrays = new ArrayPool(LARGEST, 2 * LARGEST);

  @Test
  void theSizesAreFewAndNoneIsMoreThanTheLargest() {
    assertThat(arrays.sizeFor(0)).isEqualTo(1);
    assertThat(arrays.sizeFor(1)).isEqualTo(1);
    assertThat(arrays.sizeFor(SMALLER)).isEqualTo(SMALLER);
    assertThat(arrays.sizeFor(SMALLER + 1)).isEqualTo(2 * SMALLER);
    assertThat(arrays.sizeFor(LARGEST / 2)).isEqualTo(4 * SMALLER);
    assertThat(arrays.sizeFor(LARGEST / 2 + 1)).isEqualTo(LARGEST);
    assertThat(arrays.sizeFor(LARGEST)).isEqualTo(LARGEST);
  }

  @Test
  void anArrayIsUsedAgainForTheSameSize() {
    byte[] first = arrays.take(SMALLER);
    arrays.giveBack(first);
    assertThat(arrays.take(2 * SMALLER)).hasSize(2 * SMALLER);
    assertThat(arrays.take(SMALLER) == first).isTrue();
    assertThat(arrays.take(SMALLER) == first).isFalse();
  }

  @Test
  void aSmallArrayIsNotKept() {
    byte[] first = arrays.take(1024);
    arrays.giveBack(first);
    assertThat(arrays.take(1024)).isNotSameAs(first).hasSize(1024);
  }

  @Test
  void anArrayThatWaitsIsKeptWhileThereIsRoomForOthersBesideIt() {
    byte[] waits = arrays.take(LARGEST);
    arrays.giveBack(waits);
    for (int i = 0; i < 5; i++) {
      arrays.take(SMALLER);
    }
    assertThat(arrays.take(LARGEST) == waits).isTrue();
  }

  @Test
  void whatWaitsMakesRoomTheLargestFirst() {
    byte[] smaller = arrays.take(SMALLER);
    byte[] larger = arrays.take(LARGEST);
    arrays.giveBack(smaller);
    arrays.giveBack(larger);
    arrays.take(4 * SMALLER);
    arrays.take(2 * SMALLER);
    assertThat(arrays.take(SMALLER) == smaller).isTrue();
    assertThat(arrays.take(LARGEST) == larger).isFalse();
  }

  @Test
  void whatIsDroppedOrTooSmallToKeepTakesNoRoom() {
    for (int i = 0; i < 100_000; i++) {
      arrays.giveBack(arrays.take(1024));
    }
    arrays.giveBack(arrays.take(LARGEST));
    byte[] waits = arrays.take(SMALLER);
    arrays.giveBack(waits);
    byte[] first = arrays.take(LARGEST);
    assertThat(arrays.take(4 * SMALLER)).hasSize(4 * SMALLER);
    assertThat(arrays.take(SMALLER) == waits).isTrue();
    assertThat(first).hasSize(LARGEST);
  }
}
