package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.VariantRepository;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeEach;

/** What the suites of {@link VariantRepository} and {@link RenderingQueue} stand on. */
abstract class VariantSuite extends RepositorySuite {

  static final VariantSpec THUMB = VariantSpec.parse("thumb:400");
  static final VariantSpec LARGER_THUMB = VariantSpec.parse("thumb:800");
  static final VariantSpec DISPLAY = VariantSpec.parse("display:1600");
  static final VariantSpec WEBP = VariantSpec.parse("web:1600:webp");
  static final Set<MediaType> READS = Set.of(Samples.TYPE);
  static final Set<Encoding> WRITES = Set.of(Encoding.BEST, Encoding.JPEG);
  static final Set<Encoding> WRITES_WEBP = Set.of(Encoding.values());
  static final Duration TIMEOUT = Duration.ofSeconds(30);
  static final Duration SECOND = Duration.ofSeconds(1);

  VariantRepository variants;
  RenderingQueue renderings;

  /** Returns the variants of the repository that was opened last. */
  protected abstract VariantRepository variants() throws Exception;

  /** Returns the queue of the repository that was opened last. */
  protected abstract RenderingQueue renderings() throws Exception;

  @BeforeEach
  public final void openTheVariants() throws Exception {
    variants = variants();
    renderings = renderings();
  }

  final Image ready() {
    return ready(Samples.image(owner));
  }

  final List<Rendering> claim() {
    return renderings.claim(READS, WRITES, TIMEOUT, 1000);
  }

  /** Returns the claim of a new image, of which a thumb and a display are wanted. */
  final Rendering rendering() {
    return rendering(owner);
  }

  final Rendering rendering(OwnerId of) {
    renderings.name(List.of(THUMB, DISPLAY));
    Image image = ready(Samples.image(of));
    List<Rendering> claims = renderings.claim(READS, WRITES, TIMEOUT, 1);
    assertEquals(
        List.of(image.id()),
        claims.stream().map(claim -> claim.image().id()).toList(),
        "Q1, Q7: the newest image is claimed");
    return claims.get(0);
  }

  final Variant pending(Rendering rendering, VariantSpec spec) {
    return present(insert(rendering, spec), "P3: whoever holds the claim records a variant");
  }

  final Optional<Variant> insert(Rendering rendering, VariantSpec spec) {
    return variants.insert(rendering, spec, Samples.variantObject(rendering.image().owner()));
  }

  final Variant published(Rendering rendering, VariantSpec spec) {
    Variant variant = pending(rendering, spec);
    assertTrue(variants.publish(variant), "P6: a PENDING variant is published");
    return variant;
  }

  /** All that is missing is made. */
  final void finish(Rendering rendering) {
    rendering.missing().forEach(spec -> published(rendering, spec));
    renderings.settle(rendering, Outcome.DONE);
  }

  final void assertStatus(ImageStatus expected, Variant variant, String rule) {
    assertEquals(
        Optional.of(expected),
        variants.findByKey(variant.object().key()).map(Variant::status),
        rule);
  }

  final void assertWaiting(int images, String rule) {
    assertEquals(images, renderings.waiting().images(), rule);
  }

  /** Repeats a step until it says that there is no more. */
  static void exhaust(IntPredicate step, int limit) {
    int calls = 0;
    while (step.test(limit)) {
      assertTrue(++calls < 1000, "what is done in steps comes to an end");
    }
  }
}
