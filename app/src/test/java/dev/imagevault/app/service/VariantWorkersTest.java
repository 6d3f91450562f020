package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.app.Pictures;
import dev.imagevault.app.service.VariantWorkers.Maker;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.ShownVariant;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.InMemoryImageRenderer;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.ForwardingRenderingQueue;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.Rendition;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VariantWorkersTest {

  private static final OwnerId OWNER = new OwnerId("7");

  private final InMemoryImageRepository records = new InMemoryImageRepository(Clock.systemUTC());
  private final InMemoryImageStorage storage = new InMemoryImageStorage(Clock.systemUTC());
  private final AtomicBoolean databaseIsAway = new AtomicBoolean();
  private final AtomicInteger calls = new AtomicInteger();
  private final ImageVault service = vault(new InMemoryImageRenderer());

  private ImageVault vault(ImageRenderer renderer) {
    return ImageVault.builder()
        .storage(storage)
        .urls(new InMemoryUrlSigner())
        .records(records)
        .variants(
            records.variants(),
            new ForwardingRenderingQueue(records.renderings()) {
              @Override
              public void atWork(Set<MediaType> reads, Set<RenditionSpec.Encoding> writes) {
                calls.incrementAndGet();
                if (databaseIsAway.get()) {
                  throw new BackEndException(
                      BackEnd.DATABASE, BackEndException.Failure.UNAVAILABLE, "away", null);
                }
                super.atWork(reads, writes);
              }
            })
        .renderer(renderer)
        .policy(VaultPolicy.DEFAULT.withVariants(List.of(VariantSpec.parse("thumb:16"))))
        .build();
  }

  private VariantWorkers workers(int count, ImageRenderer renderer) {
    return new VariantWorkers(count, () -> new Maker(renderer, vault(renderer)));
  }

  private Image upload() throws Exception {
    service.nameVariants();
    return service.upload(OWNER, Upload.of(Pictures.png(40, 30)));
  }

  private ShownVariant.State state(Image image) {
    return service.variants(OWNER, List.of(image)).get(image.id()).get(0).state();
  }

  @Test
  void whatWaitsIsMadeAlsoWhenNobodySaysSo() throws Exception {
    try (VariantWorkers workers = workers(2, new InMemoryImageRenderer())) {
      Image image = upload();
      await().until(() -> state(image) == ShownVariant.State.READY);
      assertThat(workers.working()).isTrue();
    }
  }

  @Test
  void whoRendersNothingDoesNotWork() throws Exception {
    ImageRenderer nothing =
        new Slow(new CountDownLatch(0)) {
          @Override
          public Set<ImageFormat> reads() {
            return Set.of();
          }
        };
    try (VariantWorkers workers = workers(2, nothing)) {
      await().until(() -> !workers.working());
      assertThat(calls).hasValue(0);
    }
  }

  @Test
  void anOutageOfTheDatabaseIsSurvivedAndNotAskedAboutEverySecond() throws Exception {
    databaseIsAway.set(true);
    try (VariantWorkers workers = workers(1, new InMemoryImageRenderer())) {
      Image image = upload();
      // They come after 1, 2 and 4 seconds.
      await().until(() -> calls.get() >= 2);
      workers.wake();
      databaseIsAway.set(false);
      await().until(() -> state(image) == ShownVariant.State.READY);
    }
  }

  @Test
  void whatIsBeingRenderedIsPutBackAtTheEnd() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Image image;
    try (VariantWorkers workers = workers(1, new Slow(begun))) {
      image = upload();
      workers.wake();
      begun.await();
    }
    // Unlike one that is leased, one that was put back has been taken up so often, and no more.
    assertThat(records.renderings().waiting().images()).isOne();
    assertThat(records.renderings().waiting().failed()).isZero();
    try (VariantWorkers workers = workers(1, new InMemoryImageRenderer())) {
      await().until(() -> state(image) == ShownVariant.State.READY);
    }
  }

  /** Renders until it is interrupted. */
  private static class Slow implements ImageRenderer {

    private final CountDownLatch begun;

    Slow(CountDownLatch begun) {
      this.begun = begun;
    }

    @Override
    public Set<ImageFormat> reads() {
      return Set.of(ImageFormat.PNG);
    }

    @Override
    public Set<RenditionSpec.Encoding> writes() {
      return Set.of(RenditionSpec.Encoding.BEST);
    }

    @Override
    public String description() {
      return "slow";
    }

    @Override
    public void render(
        ImageFormat format,
        InputStream source,
        List<RenditionSpec> specs,
        Duration timeout,
        Consumer<Rendition> out) {
      begun.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new RenderingException(RenderingException.Failure.ENGINE, "interrupted", e);
      }
    }
  }
}
