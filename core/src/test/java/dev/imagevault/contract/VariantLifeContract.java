package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.contract.FaultyBackEnds.ProcessDied;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.InMemoryImageRenderer;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.Rendition;
import dev.imagevault.port.StoredObject;
import dev.imagevault.port.VariantRepository;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * What a store and the repositories of images and variants promise together: whatever fails, and
 * wherever the process dies, in rendering, deleting and sweeping, the promises of {@link
 * ImageLifeContract} hold of images and variants (L1 to L5), and every image has its variants in
 * the end, an image that was deleted has none, and nothing waits for rendering (L8).
 */
public abstract class VariantLifeContract extends LifeSuite {

  private static final Duration DELAY = VaultPolicy.DEFAULT.sweepDelay().plusSeconds(1);
  private static final VariantSpec THUMB = VariantSpec.parse("thumb:16");

  private ImageStorage storage;

  /** For the kit's subclasses. */
  protected VariantLifeContract() {}

  /** Returns the store. Other suites may use the same one. */
  protected abstract ImageStorage storage() throws Exception;

  /** Returns the repository, without any image, variant or name in it. */
  protected abstract ImageRepository emptyRepository() throws Exception;

  /** Returns the variants of the repository that {@link #emptyRepository} returned last. */
  protected abstract VariantRepository variants();

  /** Returns the queue of the repository that {@link #emptyRepository} returned last. */
  protected abstract RenderingQueue renderings();

  /** As {@link ImageRepositoryContract#passTime}. */
  protected abstract void passTime(Duration duration) throws Exception;

  /** Returns whether to play every second fault too: thousands of scenarios, each of some calls. */
  protected boolean twoFaults() {
    return true;
  }

  @BeforeEach
  public final void openTheStore() throws Exception {
    storage = new LateStore(storage());
  }

  @Test
  public final void renderingSurvivesWhateverFails(TestReporter reporter) throws Exception {
    playAll(reporter, new Story(false, (vault, owner) -> vault.render(), Set.of(1)));
  }

  @Test
  public final void anImageThatIsDeletedWhileItIsRenderedLeavesNothing(TestReporter reporter)
      throws Exception {
    for (Moment moment : Moment.values()) {
      playAll(
          reporter,
          new Story(
              false,
              (vault, owner) -> {
                Image image = vault.all(owner).findFirst().orElseThrow();
                // Another process deletes it.
                ImageVault other = vault(storage, current, variants(), renderings(), renderer());
                during(
                    moment,
                    vault,
                    () -> {
                      other.delete(owner, image.id());
                      deleted = true;
                    });
              },
              Set.of(0, 1)));
    }
  }

  @Test
  public final void aDeleteOfAnImageWithVariantsSurvivesWhateverFails(TestReporter reporter)
      throws Exception {
    playAll(
        reporter,
        new Story(
            true,
            (vault, owner) -> {
              vault.delete(owner, vault.all(owner).findFirst().orElseThrow().id());
              deleted = true;
            },
            Set.of(0, 1)));
  }

  /** When in a rendering something else happens. */
  private enum Moment {
    BEFORE_THE_PICTURE,
    AFTER_THE_PICTURE
  }

  private ImageRepository current;
  private boolean deleted;
  private Runnable before = () -> {};
  private Runnable after = () -> {};

  private void during(Moment moment, ImageVault vault, Runnable what) {
    boolean[] done = new boolean[1];
    Runnable once =
        () -> {
          if (!done[0]) {
            done[0] = true;
            what.run();
          }
        };
    before = moment == Moment.BEFORE_THE_PICTURE ? once : () -> {};
    after = moment == Moment.AFTER_THE_PICTURE ? once : () -> {};
    try {
      Object unused = vault.render();
    } finally {
      before = () -> {};
      after = () -> {};
    }
  }

  /** Something else may happen before and after each picture. */
  private ImageRenderer renderer() {
    InMemoryImageRenderer renderer = new InMemoryImageRenderer();
    return new ImageRenderer() {
      @Override
      public Set<ImageFormat> reads() {
        return renderer.reads();
      }

      @Override
      public Set<RenditionSpec.Encoding> writes() {
        return renderer.writes();
      }

      @Override
      public String description() {
        return renderer.description();
      }

      @Override
      public void render(
          ImageFormat format,
          InputStream source,
          List<RenditionSpec> specs,
          Duration timeout,
          Consumer<Rendition> out) {
        renderer.render(
            format,
            source,
            specs,
            timeout,
            picture -> {
              before.run();
              out.accept(picture);
              after.run();
            });
      }
    };
  }

  /** What a process is asked to do. */
  private interface Work {
    void run(ImageVault vault, OwnerId owner);
  }

  /**
   * What happens to an image.
   *
   * @param rendered whether it has its variants before
   * @param images how many there may be in the end
   */
  private record Story(boolean rendered, Work work, Set<Integer> images) {}

  private void playAll(TestReporter reporter, Story story) throws Exception {
    liveAll(
        reporter,
        twoFaults(),
        (call, fault, sweepCall, sweepFault) -> play(story, call, fault, sweepCall, sweepFault));
  }

  /** Returns whether both faults, if planned, befell a call. */
  private boolean play(Story story, int call, Fault fault, int sweepCall, Fault sweepFault)
      throws Exception {
    OwnerId owner = Samples.owner();
    current = emptyRepository();
    deleted = false;
    ImageVault sound = vault(storage, current, variants(), renderings(), renderer());
    sound.nameVariants();
    Image unused = sound.upload(owner, Upload.of(Samples.png()).named("a.png"));
    if (story.rendered) {
      assertEquals(1, sound.render().rendered(), "the image was rendered");
    }

    FaultyBackEnds first = process(storage, current);
    ImageVault vault = faulty(first);
    first.plan(call, fault, "request");
    attempt(() -> story.work.run(vault, owner));
    boolean reached = first.calls().size() > call;

    FaultyBackEnds second = first.dead() ? process(storage, current) : first;
    ImageVault sweeping = first.dead() ? faulty(second) : vault;
    second.heal();
    second.plan(sweepCall, sweepFault, "sweep");
    passTime(DELAY);
    attempt(sweeping::sweep);
    attempt(sweeping::render);
    reached &= second.calls().size() > sweepCall;
    second.heal();
    first.arrive();
    second.arrive();
    for (Duration pause : List.of(DELAY, LateStore.LATE_PUT, DELAY)) {
      passTime(pause);
      attempt(sound::sweep);
      attempt(sound::render);
    }
    compare(owner, deleted ? Set.of(0) : story.images);
    return reached;
  }

  private ImageVault faulty(FaultyBackEnds process) {
    return vault(
        process.storage(),
        process.repository(),
        process.variants(variants()),
        process.renderings(renderings()),
        renderer());
  }

  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (ImageException | ProcessDied e) {
      // As a scheduler does: the next one is another chance.
    } finally {
      boolean unused = Thread.interrupted();
    }
  }

  private void compare(OwnerId owner, Set<Integer> expected) throws IOException {
    List<Image> images = current.pageByKey("", 1000);
    List<Variant> variants = variants().pageByKey("", 1000);
    assertTrue(
        expected.contains(images.size()),
        () -> broken("L4: " + expected + " images are left, not " + images.size()));
    assertEquals(images.size(), variants.size(), broken("L8: each image has one variant"));
    List<ImageObject> objects =
        Stream.concat(images.stream().map(Image::original), variants.stream().map(Variant::object))
            .toList();
    List<String> stored;
    try (Stream<ListedObject> listing = storage.list("users/" + owner.keySegment() + "/")) {
      stored = listing.map(ListedObject::key).toList();
    }
    assertEquals(
        objects.stream().map(object -> object.key().value()).toList(),
        stored,
        broken("L1: records and objects agree"));
    for (ImageObject object : objects) {
      try (StoredObject there = storage.open(object.key()).orElseThrow()) {
        assertEquals(
            object.size(),
            there.content().readAllBytes().length,
            broken("L3: every object is whole"));
      }
    }
    assertTrue(
        images.stream().allMatch(image -> image.status() == ImageStatus.READY)
            && variants.stream().allMatch(variant -> variant.status() == ImageStatus.READY),
        broken("L2: nothing is left unfinished"));
    assertEquals(0, renderings().waiting().images(), broken("L8: nothing waits"));
  }

  private static ImageVault vault(
      ImageStorage storage,
      ImageRepository repository,
      VariantRepository variants,
      RenderingQueue queue,
      ImageRenderer renderer) {
    return ImageVault.builder()
        .storage(storage)
        .urls(new InMemoryUrlSigner())
        .records(repository)
        .variants(variants, queue)
        .renderer(renderer)
        .policy(VaultPolicy.DEFAULT.withVariants(List.of(THUMB)))
        .build();
  }
}
