package dev.imagevault.memory;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.VariantClaim;
import dev.imagevault.port.VariantRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The variants of a repository in memory, whose lock every method holds. */
final class InMemoryVariantRepository implements VariantRepository {

  private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

  private final InMemoryImageRepository images;
  private final InMemoryRenderingQueue renderings;
  private String retiredUpTo = "";

  InMemoryVariantRepository(InMemoryImageRepository images, InMemoryRenderingQueue renderings) {
    this.images = images;
    this.renderings = renderings;
  }

  @Override
  public Map<ImageId, Map<VariantName, ImageObject>> find(OwnerId owner, Collection<ImageId> ids) {
    synchronized (images) {
      Map<ImageId, Map<VariantName, ImageObject>> found = new HashMap<>();
      for (ImageId id : ids) {
        Map<VariantName, ImageObject> ready = new TreeMap<>();
        images.readyRow(owner, id).stream()
            .flatMap(row -> row.variants.stream())
            .filter(row -> row.is(ImageStatus.READY))
            .map(row -> row.variant)
            .forEach(variant -> ready.put(variant.spec().name(), variant.object()));
        if (!ready.isEmpty()) {
          found.put(id, ready);
        }
      }
      return found;
    }
  }

  @Override
  public Optional<Variant> insert(Rendering rendering, VariantSpec spec, ImageObject object) {
    Image image = rendering.image();
    Variant variant = new Variant(image.owner(), image.id(), spec, object, ImageStatus.PENDING);
    synchronized (images) {
      if (findByKey(object.key()).isPresent()) {
        throw InMemoryImageRepository.alreadyRecorded(object.key());
      }
      Optional<Row> row =
          images
              .readyRow(image.owner(), image.id())
              .filter(ready -> ready.rendering.isClaimedBy(rendering));
      row.ifPresent(
          ready -> {
            replace(ready, spec.name(), ImageStatus.PENDING);
            ready.variants.add(new VariantRow(variant, images.now()));
          });
      return row.map(recorded -> variant);
    }
  }

  /** What the image has of this name and state is DELETING. */
  private void replace(Row image, VariantName name, ImageStatus status) {
    image.variants.stream()
        .filter(row -> row.is(status) && row.variant.spec().name().equals(name))
        .forEach(row -> row.delete(images.now(), false));
  }

  @Override
  public boolean publish(Variant variant) {
    synchronized (images) {
      Optional<Row> image = images.readyRow(variant.owner(), variant.image());
      Optional<VariantRow> row = image.flatMap(ready -> row(variant));
      if (row.isPresent() && row.get().is(ImageStatus.PENDING)) {
        replace(image.get(), variant.spec().name(), ImageStatus.READY);
        row.get().become(ImageStatus.READY);
      }
      return row.isPresent() && row.get().is(ImageStatus.READY);
    }
  }

  @Override
  public void withdraw(Variant variant, boolean putIsOver) {
    synchronized (images) {
      row(variant)
          .filter(row -> row.is(ImageStatus.PENDING))
          .ifPresent(row -> row.delete(images.now(), putIsOver));
    }
  }

  @Override
  public List<VariantClaim> claimUnfinished(Duration olderThan, Duration latePut, int limit) {
    InMemoryImageRepository.requireLimit(limit);
    synchronized (images) {
      Instant now = images.now();
      return rows()
          .filter(row -> row.deletion.isDue(row.variant.status(), now, olderThan))
          .sorted(Comparator.comparing(row -> row.deletion.dueAt()))
          .limit(limit)
          .map(row -> row.claim(now, olderThan, latePut))
          .toList();
    }
  }

  @Override
  public List<VariantClaim> claimAllOf(Collection<Image> deleted, Duration latePut) {
    synchronized (images) {
      return deleted.stream()
          .flatMap(image -> Stream.ofNullable(images.row(image.owner(), image.id())))
          .filter(row -> row.image.status() == ImageStatus.DELETING)
          .flatMap(row -> row.variants.stream())
          .map(row -> row.claim(images.now(), LONGEST_LEASE, latePut))
          .toList();
    }
  }

  @Override
  public void remove(Collection<Variant> variants) {
    synchronized (images) {
      for (Variant variant : variants) {
        Row image = images.row(variant.owner(), variant.image());
        if (image != null) {
          image.variants.removeIf(row -> row.is(ImageStatus.DELETING) && row.hasKeyOf(variant));
        }
      }
    }
  }

  @Override
  public boolean retire(int limit) {
    synchronized (images) {
      List<Variant> next = pageByKey(retiredUpTo, limit);
      Set<VariantName> named = new HashSet<>();
      renderings.named().forEach(spec -> named.add(spec.name()));
      next.stream()
          .filter(variant -> !named.contains(variant.spec().name()))
          .forEach(this::deleteIfReady);
      boolean more = next.size() == limit;
      retiredUpTo = more ? next.get(limit - 1).object().key().value() : "";
      return more;
    }
  }

  private boolean deleteIfReady(Variant variant) {
    Optional<VariantRow> ready = row(variant).filter(row -> row.is(ImageStatus.READY));
    ready.ifPresent(row -> row.delete(images.now(), true));
    return ready.isPresent();
  }

  @Override
  public void lose(Variant variant) {
    synchronized (images) {
      if (deleteIfReady(variant)) {
        images.readyRow(variant.owner(), variant.image()).ifPresent(renderings::enqueue);
      }
    }
  }

  @Override
  public List<Variant> pageByKey(String after, int limit) {
    InMemoryImageRepository.requireLimit(limit);
    synchronized (images) {
      return rows()
          .map(row -> row.variant)
          .filter(variant -> variant.object().key().value().compareTo(after) > 0)
          .sorted(Comparator.comparing(variant -> variant.object().key()))
          .limit(limit)
          .toList();
    }
  }

  @Override
  public Optional<Variant> findByKey(ObjectKey key) {
    synchronized (images) {
      return rows()
          .map(row -> row.variant)
          .filter(variant -> variant.object().key().equals(key))
          .findFirst();
    }
  }

  private Optional<VariantRow> row(Variant variant) {
    return Stream.ofNullable(images.row(variant.owner(), variant.image()))
        .flatMap(image -> image.variants.stream())
        .filter(row -> row.hasKeyOf(variant))
        .findFirst();
  }

  private Stream<VariantRow> rows() {
    return images.rows.values().stream().flatMap(row -> row.variants.stream());
  }
}
