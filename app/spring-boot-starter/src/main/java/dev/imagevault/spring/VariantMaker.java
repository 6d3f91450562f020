package dev.imagevault.spring;

import dev.imagevault.ImageVault;
import dev.imagevault.RenderReport;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.render.Isolation;
import dev.imagevault.render.VipsEngine;
import dev.imagevault.spring.ImageVaultProperties.Rendering;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the variants that wait, and returns when to do so again. Libvips is looked for on the
 * thread that works, since that takes seconds, and the application runs on if it is not there.
 */
final class VariantMaker implements Supplier<Duration> {

  private static final Logger LOG = LoggerFactory.getLogger(VariantMaker.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(30);

  private final VaultParts parts;
  private final Rendering rendering;
  private final Optional<ImageRenderer> renderer;
  private Optional<ImageVault> vault = Optional.empty();

  /**
   * Looks for nothing yet.
   *
   * @param renderer the host's; without it libvips renders
   */
  VariantMaker(VaultParts parts, Rendering rendering, Optional<ImageRenderer> renderer) {
    this.parts = parts;
    this.rendering = rendering;
    this.renderer = renderer;
  }

  @Override
  public Duration get() {
    if (rendering == Rendering.OFF || parts.policy().variants().isEmpty()) {
      return Recurring.NEVER;
    }
    if (vault.isEmpty()) {
      try {
        begin(renderer.orElseGet(this::libvips));
      } catch (RenderingException e) {
        LOG.warn("no variants are made here: {}", e.getMessage());
        return Recurring.NEVER;
      }
    }
    return render(vault.orElseThrow());
  }

  private ImageRenderer libvips() {
    Isolation isolation = Isolation.valueOf(rendering.name());
    return VipsEngine.find(isolation, VipsEngine.DEFAULT_MEMORY);
  }

  private void begin(ImageRenderer found) {
    LOG.info("variants are made here: {}", found.description());
    vault = Optional.of(parts.builder().renderer(found).build());
  }

  private static Duration render(ImageVault vault) {
    try {
      RenderReport report = vault.render();
      report
          .firstFailure()
          .ifPresent(e -> LOG.warn("variants cannot be made now: {}", e.getMessage()));
      return report.postponed() == 0 ? PAUSE : AFTER_A_FAILURE;
    } catch (BackEndException e) {
      LOG.warn("variants cannot be made now: {}", e.getMessage());
      return AFTER_A_FAILURE;
    }
  }
}
