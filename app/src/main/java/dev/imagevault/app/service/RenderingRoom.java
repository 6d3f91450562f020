package dev.imagevault.app.service;

import com.sun.management.OperatingSystemMXBean;
import dev.imagevault.app.config.VariantConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whether a container has memory for renderings: they come on top of the heap, and a container that
 * runs out of memory may lose the service instead of the rendering.
 *
 * @param limit bytes that the container may have; empty if this is none, or it has no limit
 * @param heap bytes that this process's heap may have
 */
public record RenderingRoom(OptionalLong limit, long heap) {

  private static final double MIB = 1 << 20;

  /** Returns that of this process. */
  public static RenderingRoom here() {
    return new RenderingRoom(containerLimit(), Runtime.getRuntime().maxMemory());
  }

  /** The JDK knows both versions of control groups, and tells the machine's memory without one. */
  private static OptionalLong containerLimit() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      long mine = system.getTotalMemorySize();
      OptionalLong machine = machine();
      if (machine.isPresent() && mine > 0 && mine < machine.getAsLong()) {
        return OptionalLong.of(mine);
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong machine() {
    try {
      return Files.readAllLines(Path.of("/proc/meminfo")).stream()
          .filter(line -> line.startsWith("MemTotal:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst();
    } catch (IOException notLinux) {
      return OptionalLong.empty();
    }
  }

  /** Returns why there is none, in one line with the remedy, or empty if there is. */
  public Optional<String> lacking(VariantConfig config) {
    long needed = config.memory() * config.workers() + heap;
    return limit.isPresent() && needed > limit.getAsLong()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%d × VARIANT_MEMORY of %.0f MiB and a heap of %.0f MiB are more than this"
                    + " container's %.0f MiB: give it more, or make VARIANT_MEMORY or"
                    + " VARIANT_WORKERS less",
                config.workers(),
                config.memory() / MIB,
                heap / MIB,
                limit.getAsLong() / MIB))
        : Optional.empty();
  }
}
