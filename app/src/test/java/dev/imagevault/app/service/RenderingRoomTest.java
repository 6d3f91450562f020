package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.app.config.VariantConfig;
import dev.imagevault.app.render.InstalledEngine.Choice;
import dev.imagevault.render.Isolation;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RenderingRoomTest {

  private static final long MIB = 1 << 20;

  private static VariantConfig config(int workers, long memory) {
    return new VariantConfig(Choice.AUTO, List.of(Isolation.SANDBOX), workers, memory);
  }

  private static RenderingRoom room(long limit, long heap) {
    return new RenderingRoom(OptionalLong.of(limit), heap);
  }

  @Test
  void renderingsComeOnTopOfTheHeap() {
    assertThat(room(1024 * MIB, 512 * MIB).lacking(config(2, 256 * MIB))).isEmpty();
    assertThat(room(1024 * MIB - 1, 512 * MIB).lacking(config(2, 256 * MIB)))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .contains("2 × VARIANT_MEMORY of 256 MiB", "heap of 512 MiB", "1024 MiB")
                    .doesNotContain("\n"));
  }

  @Test
  void withoutALimitThereIsRoom() {
    RenderingRoom anywhere = new RenderingRoom(OptionalLong.empty(), 512 * MIB);
    assertThat(anywhere.lacking(config(16, 64L << 30))).isEmpty();
  }

  @Test
  void whoRendersNothingNeedsNone() {
    assertThat(room(512 * MIB, 256 * MIB).lacking(config(0, 64L << 30))).isEmpty();
  }
}
