package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** What clients of two instances were told, beside what is true at the end. */
final class ManyClients {

  private static final Duration LATE_PUT = Duration.ofMinutes(16);
  private static final OwnerId OWNER = new OwnerId("1");
  private static final VariantSpec THUMB = VariantSpec.parse("thumb:400");
  private static final Set<MediaType> PNG = Set.of(ImageFormat.PNG.mediaType());
  private static final Set<Encoding> WRITES = Set.of(Encoding.BEST);
  private static final int KEPT = 20;
  static final int CLIENTS = 8;
  private static final int ACTS = 100;

  private final TestDatabase database;
  private final long seed;
  private final List<JdbiImageRepository> instances;
  private final List<Image> kept = new ArrayList<>();
  private final Queue<Image> deleted = new ConcurrentLinkedQueue<>();
  final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Set<String> lies = Collections.synchronizedSet(new TreeSet<>());
  private final AtomicInteger reads = new AtomicInteger();
  private final Map<ImageObject, ImageId> rendered = new ConcurrentHashMap<>();

  ManyClients(TestDatabase database, long seed, List<JdbiImageRepository> instances) {
    this.database = database;
    this.seed = seed;
    this.instances = instances;
    JdbiImageRepository direct = new JdbiImageRepository(database.dataSource());
    for (int i = 0; i < KEPT; i++) {
      Image image = direct.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
      kept.add(direct.publish(OWNER, image.id()).orElseThrow());
    }
  }

  void run() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    List<Callable<Void>> all = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Random random = new Random(seed + i);
      all.add(() -> client(random));
    }
    try {
      for (Future<Void> each : clients.invokeAll(all)) {
        each.get();
      }
    } finally {
      clients.shutdown();
    }
  }

  private Void client(Random random) {
    for (int i = 0; i < ACTS; i++) {
      JdbiImageRepository instance = instances.get(random.nextInt(instances.size()));
      try {
        act(random, instance);
      } catch (BackEndException e) {
        failures.add(String.valueOf(e.getMessage()));
      }
    }
    return null;
  }

  private void act(Random random, JdbiImageRepository instance) {
    Image image = kept.get(random.nextInt(KEPT));
    switch (random.nextInt(9)) {
      case 0 -> delete(instance);
      case 1 -> found(instance.findByKey(image.original().key()), image);
      case 2 -> instance.page(OWNER, ImageCursor.NEWEST, 5);
      case 3 -> instance.claimUnfinished(Duration.ofHours(1), LATE_PUT, 1);
      case 4 -> {
        OwnerId another = new OwnerId("another" + random.nextInt(3));
        Quota quota = new Quota(OptionalLong.of(1_000_000), OptionalLong.empty());
        instance.insert(Images.of(another, ImageFormat.GIF), quota);
        instance.deleteAll(another);
      }
      case 5, 6 -> render(instance, image);
      default -> found(instance.find(OWNER, image.id()), image);
    }
  }

  private void delete(JdbiImageRepository instance) {
    Image image = instance.insert(Images.of(OWNER, ImageFormat.GIF), Quota.UNLIMITED);
    if (instance.publish(OWNER, image.id()).isEmpty()) {
      lies.add("published image " + image.id() + " is not there");
    }
    if (instance.delete(OWNER, image.id()).isPresent()) {
      deleted.add(image);
      instance.withdraw(OWNER, image.id(), true);
    } else {
      lies.add("image " + image.id() + " is not there to be deleted");
    }
  }

  /** What is made of one image never shows as another's. */
  private void render(JdbiImageRepository instance, Image image) {
    instance.renderings().name(List.of(THUMB));
    instance.renderings().fill(5);
    for (Rendering each : instance.renderings().claim(PNG, WRITES, Duration.ofSeconds(30), 2)) {
      ImageObject object = Images.variantOf(OWNER);
      Optional<Variant> variant = instance.variants().insert(each, THUMB, object);
      if (variant.isPresent() && instance.variants().publish(variant.get())) {
        rendered.put(object, each.image().id());
      }
      instance.renderings().settle(each, Outcome.DONE);
    }
    Map<VariantName, ImageObject> ready =
        instance.variants().find(OWNER, List.of(image.id())).getOrDefault(image.id(), Map.of());
    for (ImageObject each : ready.values()) {
      if (!image.id().equals(rendered.getOrDefault(each, image.id()))) {
        lies.add("image " + image.id() + " shows a variant of another");
      }
    }
  }

  private void found(Optional<Image> found, Image image) {
    reads.incrementAndGet();
    if (!found.equals(Optional.of(image))) {
      lies.add("image " + image.id() + " is found as " + found);
    }
  }

  void holds() {
    assertThat(lies).as("seed %d", seed).isEmpty();
    assertThat(reads.get()).isGreaterThan(CLIENTS * ACTS / 4);
    assertThat(deleted).isNotEmpty();
    assertThat(rendered).isNotEmpty();
    for (Map.Entry<ImageObject, ImageId> each : rendered.entrySet()) {
      assertThat(
              new JdbiImageRepository(database.dataSource())
                  .variants()
                  .findByKey(each.getKey().key()))
          .as("seed %d", seed)
          .hasValueSatisfying(
              variant -> {
                assertThat(variant.image()).isEqualTo(each.getValue());
                assertThat(variant.status()).isNotEqualTo(ImageStatus.PENDING);
              });
    }
    Set<String> alive =
        new TreeSet<>(database.strings("select id from user_images where status = 'READY'"));
    assertThat(alive)
        .as("seed %d", seed)
        .containsAll(ids(kept))
        .doesNotContainAnyElementsOf(ids(deleted));
  }

  private static List<String> ids(Iterable<Image> images) {
    List<String> ids = new ArrayList<>();
    images.forEach(image -> ids.add(image.id().toString()));
    return ids;
  }
}
