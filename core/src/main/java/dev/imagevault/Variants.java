package dev.imagevault;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.ShownVariant;
import dev.imagevault.domain.ShownVariant.State;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantNotFoundException;
import dev.imagevault.domain.VariantPendingException;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Ability;
import dev.imagevault.port.VariantRepository;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the owners of images see of their variants. */
final class Variants {

  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private final VariantRepository records;
  private final RenderingQueue queue;
  private final List<VariantSpec> specs;
  private final Clock clock;

  Variants(VariantRepository records, RenderingQueue queue, List<VariantSpec> specs, Clock clock) {
    this.records = records;
    this.queue = queue;
    this.specs = specs;
    this.clock = clock;
  }

  /**
   * Returns what can be said of every variant of these images of the owner's, in the order of the
   * policy. If all are READY, one call of the repository tells it.
   */
  Map<ImageId, List<ShownVariant>> of(OwnerId owner, Collection<Image> images) {
    if (specs.isEmpty() || images.isEmpty()) {
      return Map.of();
    }
    Map<ImageId, Map<VariantName, ImageObject>> ready = records.find(owner, ids(images));
    List<Image> incomplete =
        images.stream().filter(image -> !isComplete(ready.get(image.id()))).toList();
    Set<ImageId> failed = incomplete.isEmpty() ? Set.of() : queue.failed(owner, ids(incomplete));
    Set<Ability> abilities = incomplete.isEmpty() ? Set.of() : queue.abilities();
    Map<ImageId, List<ShownVariant>> shown = new HashMap<>();
    for (Image image : images) {
      Map<VariantName, ImageObject> objects = ready.getOrDefault(image.id(), Map.of());
      shown.put(
          image.id(),
          specs.stream()
              .map(
                  spec ->
                      Optional.ofNullable(objects.get(spec.name()))
                          .map(object -> shown(spec, State.READY, Optional.of(object)))
                          .orElseGet(() -> missing(image, spec, failed, abilities)))
              .toList());
    }
    return shown;
  }

  private boolean isComplete(@Nullable Map<VariantName, ImageObject> ready) {
    return ready != null && specs.stream().allMatch(spec -> ready.containsKey(spec.name()));
  }

  private static Set<ImageId> ids(Collection<Image> images) {
    return images.stream().map(Image::id).collect(Collectors.toSet());
  }

  private static ShownVariant missing(
      Image image, VariantSpec spec, Set<ImageId> failed, Set<Ability> abilities) {
    if (failed.contains(image.id())) {
      return shown(spec, State.FAILED, Optional.empty());
    }
    Ability needed = new Ability(image.original().mediaType(), spec.rendition().encoding());
    return shown(
        spec, abilities.contains(needed) ? State.PENDING : State.UNAVAILABLE, Optional.empty());
  }

  private static ShownVariant shown(VariantSpec spec, State state, Optional<ImageObject> object) {
    return new ShownVariant(spec.name(), state, object);
  }

  /**
   * Returns the image's variant of that name.
   *
   * @throws VariantNotFoundException none of that name is made, or none can be made of this image
   * @throws VariantPendingException it is not made yet
   */
  ImageObject find(Image image, VariantName name) {
    ShownVariant variant =
        of(image.owner(), List.of(image)).getOrDefault(image.id(), List.of()).stream()
            .filter(shown -> shown.name().equals(name))
            .findFirst()
            .orElseThrow(VariantNotFoundException::new);
    if (variant.state() == State.PENDING) {
      throw new VariantPendingException(retryAfter(image));
    }
    return variant.object().orElseThrow(VariantNotFoundException::new);
  }

  /** What has waited for long will wait for longer: a tenth of its age, up to a minute. */
  private Duration retryAfter(Image image) {
    Duration tenth = Duration.between(image.createdAt(), clock.instant()).dividedBy(10);
    return tenth.compareTo(LONGEST_RETRY) < 0 ? tenth : LONGEST_RETRY;
  }
}
