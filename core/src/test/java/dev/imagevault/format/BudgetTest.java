package dev.imagevault.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.VaultPolicy;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BudgetTest {

  private static final int LENGTH = 1 << 20;

  private static Budget budget() {
    return new Budget(LENGTH, VaultPolicy.DEFAULT.maxPixels(), () -> false);
  }

  private static Reader reader(Budget budget) {
    return new Reader("The image", new byte[LENGTH], 0, LENGTH, budget);
  }

  @Test
  void allowsStepsInProportionToTheFile() {
    Budget budget = budget();
    long most = 8L * LENGTH + (1 << 20);
    budget.steps(most);
    assertThat(budget.stepsTaken()).isEqualTo(most);
    assertThatThrownBy(budget::step)
        .isInstanceOf(ImageRejectedException.class)
        .hasMessageContaining("more steps");
  }

  @Test
  void countsEachByteThatIsReadAndEachRangeThatIsPassed() {
    Budget budget = budget();
    Reader in = reader(budget);
    in.u32();
    in.skip(1000);
    in.part(1000).u16();
    assertThat(budget.stepsTaken()).isEqualTo(4 + 1 + 1 + 2);
  }

  @Test
  void allowsMemoryInProportionToTheFile() {
    Budget budget = budget();
    long most = Limits.memoryOfCheck(LENGTH);
    assertThat(most).isEqualTo(LENGTH / 2 + 65536);
    budget.remember(most);
    assertThat(budget.remembered()).isEqualTo(most);
    assertThatThrownBy(() -> budget.remember(1))
        .isInstanceOf(ImageRejectedException.class)
        .hasMessageContaining("more parts");
  }

  @Test
  void endsSoonAfterNobodyWaitsAnyMore() {
    AtomicInteger asked = new AtomicInteger();
    Budget budget =
        new Budget(LENGTH, VaultPolicy.DEFAULT.maxPixels(), () -> asked.incrementAndGet() == 10);
    assertThatThrownBy(
            () -> {
              while (true) {
                budget.step();
              }
            })
        .isInstanceOf(CancellationException.class);
    assertThat(budget.stepsTaken()).isLessThan(11 << 16);
  }

  @Test
  void allowsSoManyFramesAndPixelsInAllOfThem() {
    Budget small = budget();
    Reader image = reader(small);
    for (int i = 0; i < 1000; i++) {
      PixelSize.ofFrame(image, 1, 1);
    }
    assertThatThrownBy(() -> PixelSize.ofFrame(image, 1, 1)).hasMessageContaining("1000 frames");
    Reader large = reader(budget());
    for (int i = 0; i < 32; i++) {
      PixelSize.ofFrame(large, 16384, 16384);
    }
    assertThatThrownBy(() -> PixelSize.ofFrame(large, 1, 1))
        .isInstanceOf(ImageRejectedException.class)
        .hasMessageContaining("8589934592 pixels in all its frames");
  }

  @Test
  void aCheckEndsWhenNobodyWaitsForIt() {
    byte[] gif = HostileFileTest.manySubBlocks(1 << 20);
    AtomicInteger asked = new AtomicInteger();
    assertThatThrownBy(
            () ->
                ImageChecker.check(
                    gif, gif.length, VaultPolicy.DEFAULT, () -> asked.incrementAndGet() == 3))
        .isInstanceOf(CancellationException.class);
    assertThat(asked).hasValue(3);
  }

  @Test
  void thePolicySaysHowManyPixelsAFrameMayHave() {
    byte[] png = Samples.read("truecolour.png");
    CheckedImage image = Samples.check(png);
    long pixels = (long) image.width() * image.height();
    VaultPolicy enough = VaultPolicy.DEFAULT.withMaxPixels(pixels);
    assertThat(ImageChecker.check(png, png.length, enough, () -> false)).isNotNull();
    VaultPolicy fewer = VaultPolicy.DEFAULT.withMaxPixels(pixels - 1);
    assertThatThrownBy(() -> ImageChecker.check(png, png.length, fewer, () -> false))
        .isInstanceOf(ImageRejectedException.class)
        .hasMessageContaining(pixels - 1 + " pixels in a frame");
  }
}
