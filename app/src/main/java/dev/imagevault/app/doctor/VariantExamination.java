package dev.imagevault.app.doctor;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.VariantConfig;
import dev.imagevault.app.dev.Target;
import dev.imagevault.app.render.InstalledEngine;
import dev.imagevault.app.service.RenderingRoom;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.MediaType;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingQueue;
import java.util.List;
import java.util.Optional;

/** Looks whether variants are made, by really rendering small images. */
final class VariantExamination {

  private static final String CHECK = "variants";

  private final VariantConfig config;
  private final boolean named;
  private final boolean mustBeMade;

  /**
   * Nothing is rendered yet.
   *
   * @param kind a dev's machine need not be able to
   */
  VariantExamination(AppConfig config, Target.Kind kind) {
    this.config = config.rendering();
    this.named = !config.policy().variants().isEmpty();
    this.mustBeMade = kind == Target.Kind.SERVE;
  }

  /**
   * Returns what makes variants.
   *
   * @param queue says who else does; empty if the database cannot be used
   */
  Finding examine(Optional<RenderingQueue> queue) {
    if (config.workers() == 0) {
      return named ? others(queue) : Finding.unchecked(CHECK, "VARIANTS is not set: none are made");
    }
    Optional<String> lacking = RenderingRoom.here().lacking(config);
    if (lacking.isPresent()) {
      return none(lacking.get());
    }
    try (InstalledEngine engine =
        InstalledEngine.find(config.engine(), config.isolations(), config.memory())) {
      ImageRenderer renderer = engine.renderer();
      return renderer.reads().isEmpty()
          ? none(renderer.description())
          : Finding.ok(CHECK, renderer.description());
    }
  }

  private Finding none(String reason) {
    String none = "none are made, since " + reason;
    return mustBeMade ? Finding.failed(CHECK, none) : Finding.unchecked(CHECK, none);
  }

  /** This instance leaves it to others, of which the database knows. */
  private static Finding others(Optional<RenderingQueue> queue) {
    if (queue.isEmpty()) {
      return Finding.unchecked(CHECK, "the database cannot be used");
    }
    try {
      List<String> formats =
          queue.get().abilities().stream()
              .map(RenderingQueue.Ability::reads)
              .map(MediaType::toString)
              .distinct()
              .sorted()
              .toList();
      return formats.isEmpty()
          ? Finding.failed(
              CHECK,
              "VARIANT_WORKERS is 0, and nobody else has made any for five minutes: run 'render'")
          : Finding.ok(CHECK, "VARIANT_WORKERS is 0; others render " + String.join(", ", formats));
    } catch (BackEndException e) {
      return Finding.failed(CHECK, String.valueOf(e.getMessage()));
    }
  }
}
