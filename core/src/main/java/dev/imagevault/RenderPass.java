package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.Rendition;
import dev.imagevault.port.StoredObject;
import dev.imagevault.port.VariantRepository;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the variants of images that wait for them: claim, render, and for each picture record, put,
 * publish. In this order, an object without a record cannot come to be, and nobody sees a record
 * without its object. Any number of threads and processes may do so at once.
 */
final class RenderPass {

  private static final int FILL = 500;

  /** Well within the time after which this renderer would count as gone. */
  private static final Duration BETWEEN_SIGNS = Duration.ofSeconds(30);

  /** If there was nothing more to find, it is looked for again after this. */
  private static final Duration BETWEEN_FILLS = Duration.ofSeconds(10);

  private final ImageStorage storage;
  private final VariantRepository records;
  private final RenderingQueue queue;
  private final ImageRenderer renderer;
  private final VaultPolicy policy;
  private final Clock clock;
  private final Consumer<Rendered> observer;
  private final SecureRandom random = new SecureRandom();

  // Threads share them; that one does something once too often is harmless.
  private volatile Instant nextSign = Instant.MIN;
  private volatile Instant nextFill = Instant.MIN;

  RenderPass(
      ImageStorage storage,
      VariantRepository records,
      RenderingQueue queue,
      ImageRenderer renderer,
      VaultPolicy policy,
      Clock clock,
      Consumer<Rendered> observer) {
    this.storage = storage;
    this.records = records;
    this.queue = queue;
    this.renderer = renderer;
    this.policy = policy;
    this.clock = clock;
    this.observer = observer;
  }

  /** Somebody else has taken the rendering over, or the image is deleted. */
  private static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Lost() {
      super(null, null, false, false);
    }
  }

  /** Goes on until nothing waits that this renderer reads, something fails, or it is stopped. */
  RenderReport run() {
    Set<MediaType> reads =
        renderer.reads().stream().map(ImageFormat::mediaType).collect(Collectors.toSet());
    Set<Encoding> writes = renderer.writes();
    int rendered = 0;
    int failed = 0;
    if (reads.isEmpty()) {
      return new RenderReport(0, 0, 0, Optional.empty());
    }
    boolean looked = false;
    while (!Thread.currentThread().isInterrupted()) {
      Instant now = clock.instant();
      if (!now.isBefore(nextSign)) {
        queue.atWork(reads, writes);
        nextSign = now.plus(BETWEEN_SIGNS);
      }
      List<Rendering> claimed = queue.claim(reads, writes, policy.variantTimeout(), 1);
      if (claimed.isEmpty()) {
        if (looked || now.isBefore(nextFill)) {
          break;
        }
        // What is found is claimed in the next turn.
        looked = !queue.fill(FILL);
        nextFill = looked ? now.plus(BETWEEN_FILLS) : now;
        continue;
      }
      Rendered end = render(claimed.get(0));
      observer.accept(end);
      switch (end.outcome()) {
        case DONE -> rendered++;
        case FAILED, DIED -> failed++;
        case POSTPONED -> {
          Optional<BackEndException> failure =
              end.failure()
                  .filter(BackEndException.class::isInstance)
                  .map(BackEndException.class::cast);
          return new RenderReport(rendered, failed, 1, failure);
        }
      }
    }
    return new RenderReport(rendered, failed, 0, Optional.empty());
  }

  private Rendered render(Rendering rendering) {
    long began = System.nanoTime();
    Making making = new Making(rendering);
    Outcome outcome = Outcome.POSTPONED;
    Optional<RuntimeException> failure = Optional.empty();
    try {
      making.run();
      outcome = Outcome.DONE;
    } catch (Lost e) {
      // Settling what another has claimed, or what is deleted, changes nothing.
      outcome = Outcome.POSTPONED;
    } catch (RenderingException e) {
      failure = Optional.of(e);
      outcome =
          switch (e.failure()) {
            case IMAGE -> Outcome.FAILED;
            case WORKER -> Outcome.DIED;
            case ENGINE -> Outcome.POSTPONED;
          };
    } catch (BackEndException e) {
      failure = Optional.of(e);
    } catch (RuntimeException e) {
      // A fault of ours that this image brings out: it must not come for ever.
      failure = Optional.of(e);
      outcome = Outcome.DIED;
    }
    settle(rendering, outcome);
    return rendered(rendering, making, outcome, failure, began);
  }

  private static Rendered rendered(
      Rendering rendering,
      Making making,
      Outcome outcome,
      Optional<RuntimeException> failure,
      long began) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new Rendered(rendering.image(), making.made, outcome, failure, took);
  }

  /**
   * Whoever is being stopped says so all the same: else the image waits until the lease is over.
   */
  private void settle(Rendering rendering, Outcome outcome) {
    boolean stopped = Thread.interrupted();
    try {
      queue.settle(rendering, outcome);
    } catch (BackEndException e) {
      // The lease ends.
    } finally {
      if (stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** One image's variants. */
  private final class Making {

    private final Rendering rendering;
    private final List<VariantSpec> missing;
    private int made;

    Making(Rendering rendering) {
      this.rendering = rendering;
      this.missing = new ArrayList<>(rendering.missing());
    }

    void run() {
      if (missing.isEmpty()) {
        return;
      }
      Image image = rendering.image();
      ImageFormat format =
          Stream.of(ImageFormat.values())
              .filter(known -> known.mediaType().equals(image.original().mediaType()))
              .findFirst()
              .orElseThrow();
      StoredObject source =
          storage
              .open(image.original().key())
              .orElseThrow(
                  () ->
                      new RenderingException(
                          RenderingException.Failure.ENGINE,
                          "The object of image " + image.id() + " is missing: see reconcile",
                          null));
      try (source) {
        renderer.render(
            format,
            source.content(),
            missing.stream().map(VariantSpec::rendition).toList(),
            policy.variantTimeout(),
            this::keep);
      } catch (IOException e) {
        // It was closed, and what was made of it is stored.
      }
    }

    private void keep(Rendition rendition) {
      VariantSpec spec =
          missing.stream()
              .filter(wanted -> wanted.rendition().equals(rendition.spec()))
              .findFirst()
              .orElseThrow();
      Variant variant = record(spec, rendition);
      put(variant, rendition);
      if (!records.publish(variant)) {
        withdraw(variant, true);
        throw new Lost();
      }
      missing.remove(spec);
      made++;
    }

    private Variant record(VariantSpec spec, Rendition rendition) {
      ObjectKey key =
          ObjectKey.createVariant(
              rendering.image().owner(), rendition.format().extension(), clock.instant(), random);
      ImageObject object =
          new ImageObject(
              key,
              rendition.format().mediaType(),
              rendition.bytes().length(),
              rendition.width(),
              rendition.height());
      return records.insert(rendering, spec, object).orElseThrow(Lost::new);
    }

    private void put(Variant variant, Rendition rendition) {
      ImageObject object = variant.object();
      try {
        storage.put(object.key(), object.mediaType(), rendition.bytes(), policy.putTimeout());
      } catch (BackEndException e) {
        withdraw(variant, e.failure() != BackEndException.Failure.UNKNOWN);
        throw e;
      } catch (RuntimeException | Error e) {
        withdraw(variant, false);
        throw e;
      }
    }

    /** If the repository cannot be told, the variant is unfinished, and so the sweep's. */
    private void withdraw(Variant variant, boolean putIsOver) {
      try {
        records.withdraw(variant, putIsOver);
      } catch (BackEndException e) {
        // As above.
      }
    }
  }
}
