package dev.imagevault.app.config;

import dev.imagevault.app.render.InstalledEngine.Choice;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.render.Isolation;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How variants are made. Which there are is the policy's.
 *
 * @param engine that makes them
 * @param isolations that will do, the best first
 * @param workers how many images are rendered at a time; 0 for none
 * @param memory bytes that each rendering may have
 */
public record VariantConfig(Choice engine, List<Isolation> isolations, int workers, long memory) {

  private static final int MOST_WORKERS = 16;
  private static final long MIN_MEMORY = 256L << 20;
  private static final long MIN_JDK_MEMORY = 1L << 30;
  private static final long MOST_MEMORY = 64L << 30;
  private static final String NONE = "none";

  private static final Map<String, Choice> ENGINES =
      Map.of("auto", Choice.AUTO, "vips", Choice.VIPS, "jdk", Choice.JDK);

  private static final Map<String, List<Isolation>> ISOLATIONS =
      Map.of(
          "sandbox", List.of(Isolation.SANDBOX),
          "limits", List.of(Isolation.LIMITS),
          "best", List.of(Isolation.SANDBOX, Isolation.LIMITS));

  /**
   * Returns what the environment says; every problem is the reader's.
   *
   * @param usualWorkers how many there are if it does not say
   * @param fewestWorkers that it may say
   */
  static VariantConfig read(ConfigReader reader, int usualWorkers, int fewestWorkers) {
    Choice engine =
        reader
            .optional(Variable.VARIANT_ENGINE, text -> oneOf(ENGINES, text, "auto, vips nor jdk"))
            .orElse(Choice.AUTO);
    List<Isolation> isolations =
        reader
            .optional(
                Variable.VARIANT_ISOLATION,
                text -> oneOf(ISOLATIONS, text, "sandbox, limits nor best"))
            .orElse(List.of(Isolation.SANDBOX));
    long workers =
        reader.number(Variable.VARIANT_WORKERS, usualWorkers, fewestWorkers, MOST_WORKERS);
    long memory =
        reader.number(
            Variable.VARIANT_MEMORY,
            MIN_JDK_MEMORY,
            engine == Choice.JDK ? MIN_JDK_MEMORY : MIN_MEMORY,
            MOST_MEMORY);
    return new VariantConfig(engine, isolations, Math.toIntExact(workers), memory);
  }

  private static <T> T oneOf(Map<String, T> values, String text, String names) {
    T value = values.get(text.toLowerCase(Locale.ROOT));
    if (value == null) {
      throw new IllegalArgumentException("is neither " + names);
    }
    return value;
  }

  /**
   * Returns the variants of such a text as {@code thumb:400,display:1600}.
   *
   * @throws IllegalArgumentException it is none; the message does not repeat it
   */
  static List<VariantSpec> variants(String text) {
    if (text.equalsIgnoreCase(NONE)) {
      return List.of();
    }
    List<VariantSpec> variants =
        Arrays.stream(text.split(",", -1)).map(String::strip).map(VariantConfig::variant).toList();
    if (variants.size() > VaultPolicy.MAX_VARIANTS) {
      throw new IllegalArgumentException("has more than " + VaultPolicy.MAX_VARIANTS + " variants");
    }
    Set<VariantName> names = new HashSet<>();
    for (int i = 0; i < variants.size(); i++) {
      if (!names.add(variants.get(i).name())) {
        throw new IllegalArgumentException(
            "has two variants of one name: number " + (i + 1) + " repeats it");
      }
    }
    return variants;
  }

  private static VariantSpec variant(String text) {
    try {
      return VariantSpec.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "has an entry that is no variant, such as thumb:400, thumb:400:jpeg or thumb:400:webp: a"
              + " name is a letter and up to 31 of a-z, 0-9 and -, the longest edge 16 to 4096"
              + " pixels",
          e);
    }
  }

  /** Returns how long making one may take; a problem is the reader's. */
  static Duration timeout(ConfigReader reader) {
    return reader.seconds(
        Variable.VARIANT_TIMEOUT,
        VaultPolicy.DEFAULT.variantTimeout(),
        Duration.ofSeconds(1),
        Duration.ofMinutes(5));
  }
}
