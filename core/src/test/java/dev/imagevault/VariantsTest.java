package dev.imagevault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.ShownVariant;
import dev.imagevault.domain.ShownVariant.State;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantNotFoundException;
import dev.imagevault.domain.VariantPendingException;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.AdvancingClock;
import dev.imagevault.memory.InMemoryImageRenderer;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.Rendition;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class VariantsTest {

  private static final OwnerId ALICE = new OwnerId("alice");
  private static final OwnerId BOB = new OwnerId("bob");
  private static final VariantName THUMB = new VariantName("thumb");

  private final AdvancingClock clock = new AdvancingClock();
  private final InMemoryImageStorage storage = new InMemoryImageStorage(clock);
  private final InMemoryImageRepository repository = new InMemoryImageRepository(clock);
  private final List<Rendered> told = new ArrayList<>();
  private final ImageVault vault = vault("thumb:16", new InMemoryImageRenderer());

  private ImageVault vault(String variants, ImageRenderer renderer) {
    List<VariantSpec> specs =
        variants.isEmpty()
            ? List.of()
            : List.of(variants.split(",")).stream().map(VariantSpec::parse).toList();
    ImageVault made =
        ImageVault.builder()
            .storage(storage)
            .urls(new InMemoryUrlSigner())
            .records(repository)
            .variants(repository.variants(), repository.renderings())
            .renderer(renderer)
            .policy(VaultPolicy.DEFAULT.withVariants(specs))
            .observer(
                new VaultObserver() {
                  @Override
                  public void rendered(Rendered rendered) {
                    told.add(rendered);
                  }
                })
            .clock(clock)
            .build();
    made.nameVariants();
    return made;
  }

  private Image upload() {
    return vault.upload(ALICE, Upload.of(Images.PNG).named("a.png"));
  }

  private State state(ImageVault seen, Image image) {
    List<ShownVariant> variants = seen.variants(ALICE, List.of(image)).get(image.id());
    assertThat(variants).hasSize(1);
    return variants.get(0).state();
  }

  @Test
  void aVariantIsMadeAfterTheUploadAndThenSeen() {
    Image image = upload();
    assertThat(state(vault, image)).as("nobody was seen who renders").isEqualTo(State.UNAVAILABLE);
    repository.renderings().atWork(Set.of(ImageFormat.PNG.mediaType()), Set.of(Encoding.BEST));
    assertThat(state(vault, image)).isEqualTo(State.PENDING);
    assertThatThrownBy(() -> vault.variant(ALICE, image.id(), THUMB))
        .isInstanceOf(VariantPendingException.class);

    assertThat(vault.render()).isEqualTo(new RenderReport(1, 0, 0, Optional.empty()));

    ImageObject thumb = vault.variant(ALICE, image.id(), THUMB);
    assertThat(thumb.width()).isLessThanOrEqualTo(16);
    assertThat(vault.sign(thumb).url()).contains(thumb.key().value());
    assertThat(storage.open(thumb.key())).isPresent();
    assertThat(told).singleElement().satisfies(r -> assertThat(r.made()).isEqualTo(1));
    assertThat(vault.render().idle()).isTrue();
  }

  @Test
  void nobodySeesAnothersVariants() {
    Image image = upload();
    vault.render();
    assertThatThrownBy(() -> vault.variant(BOB, image.id(), THUMB))
        .isInstanceOf(ImageNotFoundException.class);
    assertThat(vault.variants(BOB, List.of(image)).get(image.id()))
        .allMatch(variant -> variant.object().isEmpty());
  }

  @Test
  void withoutAPolicyThatNamesVariantsNothingIsSaidOfThem() {
    ImageVault without = vault("", new InMemoryImageRenderer());
    Image image = upload();
    vault.render();
    assertThat(without.variants(ALICE, List.of(image))).isEmpty();
    assertThatThrownBy(() -> without.variant(ALICE, image.id(), THUMB))
        .isInstanceOf(VariantNotFoundException.class);
  }

  @Test
  void aNameThatThePolicyDoesNotHaveIsNotFound() {
    Image image = upload();
    vault.render();
    assertThatThrownBy(() -> vault.variant(ALICE, image.id(), new VariantName("poster")))
        .isInstanceOf(VariantNotFoundException.class);
  }

  @Test
  void anImageThatCannotBeRenderedIsFailedAtOnceAndOneThatKillsDecodersAfterThree() {
    for (Failure failure : List.of(Failure.IMAGE, Failure.WORKER)) {
      ImageVault failing = vault("thumb:16", failing(() -> failure));
      Image image = upload();
      int tries = failure == Failure.IMAGE ? 1 : RenderingQueue.TRIES;
      for (int i = 0; i < tries; i++) {
        assertThat(state(vault, image)).isNotEqualTo(State.FAILED);
        assertThat(failing.render().failed()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
      }
      assertThat(state(vault, image)).isEqualTo(State.FAILED);
      assertThatThrownBy(() -> vault.variant(ALICE, image.id(), THUMB))
          .isInstanceOf(VariantNotFoundException.class);
      assertThat(failing.render().idle()).isTrue();

      assertThat(vault.retryFailed()).isEqualTo(1);
      assertThat(vault.render().rendered()).isEqualTo(1);
      assertThat(state(vault, image)).isEqualTo(State.READY);
    }
  }

  @Test
  void whatIsNotTheImagesFaultCountsForNothing() {
    ImageVault failing = vault("thumb:16", failing(() -> Failure.ENGINE));
    Image image = upload();
    for (int i = 0; i < 2 * RenderingQueue.TRIES; i++) {
      assertThat(failing.render().postponed()).isEqualTo(1);
      clock.advance(Duration.ofMinutes(11));
    }
    assertThat(vault.render().rendered()).isEqualTo(1);
    assertThat(state(vault, image)).isEqualTo(State.READY);
  }

  private ImageRenderer failing(Supplier<Failure> failure) {
    return new FailingRenderer(failure);
  }

  /** Reads everything, and renders nothing. */
  private record FailingRenderer(Supplier<Failure> failure) implements ImageRenderer {

    @Override
    public Set<ImageFormat> reads() {
      return Set.of(ImageFormat.values());
    }

    @Override
    public Set<Encoding> writes() {
      return Set.of(Encoding.BEST);
    }

    @Override
    public String description() {
      return "nothing";
    }

    @Override
    public void render(
        ImageFormat format,
        InputStream source,
        List<RenditionSpec> specs,
        Duration timeout,
        Consumer<Rendition> out) {
      throw new RenderingException(failure.get(), "as planned", null);
    }
  }

  @Test
  void aChangedVariantReplacesTheOneBefore() {
    Image image = upload();
    vault.render();
    ImageObject before = vault.variant(ALICE, image.id(), THUMB);
    clock.advance(RenderingQueue.AT_WORK.plusMinutes(1));
    ImageVault changed = vault("thumb:32", new InMemoryImageRenderer());

    assertThat(changed.render().rendered()).as("the old image is asked for").isEqualTo(1);

    assertThat(changed.variant(ALICE, image.id(), THUMB).key()).isNotEqualTo(before.key());
    clock.advance(VaultPolicy.DEFAULT.sweepDelay().plusSeconds(1));
    assertThat(changed.sweep().removed()).isEqualTo(1);
    assertThat(storage.open(before.key())).isEmpty();
  }

  @Test
  void aVariantThatNobodyNamesForADayIsRemoved() {
    Image image = upload();
    vault.render();
    ImageObject thumb = vault.variant(ALICE, image.id(), THUMB);
    ImageVault without = vault("", new InMemoryImageRenderer());
    clock.advance(Duration.ofHours(23));
    without.sweep();
    assertThat(storage.open(thumb.key())).isPresent();
    clock.advance(Duration.ofHours(2));
    without.sweep();
    clock.advance(VaultPolicy.DEFAULT.sweepDelay().plusSeconds(1));
    without.sweep();
    assertThat(storage.open(thumb.key())).isEmpty();
    assertThat(storage.open(image.original().key())).isPresent();
  }

  @Test
  void aDeletedImagesVariantsAreGoneAtOnce() {
    Image image = upload();
    vault.render();
    vault.delete(ALICE, image.id());
    assertThat(storage.list("users/")).isEmpty();
    assertThat(repository.variants().pageByKey("", 10)).isEmpty();
    assertThat(repository.pageByKey("", 10)).isEmpty();
  }

  @Test
  void aVaultThatMakesNoVariantsLeavesThoseOfADeletedImageToTheSweep() {
    Image rendered = upload();
    vault.render();
    ImageVault without = vault("", new InMemoryImageRenderer());
    without.delete(ALICE, rendered.id());
    assertThat(storage.open(rendered.original().key())).isEmpty();
    assertThat(repository.findByKey(rendered.original().key())).isPresent();
    assertThat(repository.variants().pageByKey("", 10))
        .as("nobody looked for them")
        .allMatch(variant -> variant.status() == ImageStatus.READY);

    clock.advance(Duration.ofMinutes(1));
    without.sweep();
    assertThat(storage.list("users/")).isEmpty();
    assertThat(repository.pageByKey("", 10)).isEmpty();
  }

  @Test
  void aMissingVariantIsMadeAgainAndItsImageStays() {
    Image image = upload();
    vault.render();
    ImageObject thumb = vault.variant(ALICE, image.id(), THUMB);
    storage.delete(thumb.key(), Duration.ofSeconds(1));
    List<Discrepancy> found = new ArrayList<>();

    ReconcileReport report = vault.repair(OptionalLong.of(1), found::add, seen -> {});

    assertThat(report.repaired()).isEqualTo(1);
    assertThat(found)
        .containsExactly(new Discrepancy(Discrepancy.Kind.RECORD_WITHOUT_OBJECT, thumb.key()));
    assertThat(vault.render().rendered()).isEqualTo(1);
    assertThat(storage.open(vault.variant(ALICE, image.id(), THUMB).key())).isPresent();
    assertThat(vault.find(ALICE, image.id())).isEqualTo(image);
  }

  @Test
  void anObjectOfAVariantThatNobodyRecordedIsFound() {
    Image image = upload();
    vault.render();
    ImageObject thumb = vault.variant(ALICE, image.id(), THUMB);
    ImageVault other =
        ImageVault.builder()
            .storage(storage)
            .urls(new InMemoryUrlSigner())
            .records(repository)
            .variants(new InMemoryImageRepository(clock).variants(), repository.renderings())
            .clock(clock)
            .build();
    clock.advance(VaultPolicy.DEFAULT.sweepDelay().plusSeconds(1));
    List<Discrepancy> found = new ArrayList<>();
    assertThat(other.reconcile(found::add, seen -> {}).discrepancies()).isEqualTo(1);
    assertThat(found)
        .containsExactly(new Discrepancy(Discrepancy.Kind.OBJECT_WITHOUT_RECORD, thumb.key()));
  }

  @Test
  void namesAndEdgesAreParsedAndRefused() {
    assertThat(VariantSpec.parse("thumb:400:webp")).hasToString("thumb:400:webp");
    for (String wrong :
        List.of(
            "",
            "thumb",
            "thumb:",
            "thumb:15",
            "thumb:4097",
            "Thumb:400",
            "1a:400",
            "thumb:400:png",
            "thumb:400:",
            "-a:400",
            "thumb:99999")) {
      assertThatThrownBy(() -> VariantSpec.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
