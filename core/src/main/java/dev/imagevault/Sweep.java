package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.Claim;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.VariantClaim;
import dev.imagevault.port.VariantRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** Finishes what is unfinished and due. Sweeps of any number of processes may run at once. */
final class Sweep {

  /** As many as stores delete with one request, and repositories give at a time. */
  private static final int BATCH = 1000;

  /** Less if the leases of a batch are shorter: what is leased to others is theirs to delete. */
  private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration INVALIDATE_TIMEOUT = Duration.ofSeconds(20);

  private final ImageStorage storage;
  private final ImageRepository repository;
  private final Optional<VariantRepository> variants;
  private final Optional<EdgeInvalidation> edge;
  private final VaultPolicy policy;
  private final Publication publication;

  Sweep(
      ImageStorage storage,
      ImageRepository repository,
      Optional<VariantRepository> variants,
      Optional<EdgeInvalidation> edge,
      VaultPolicy policy,
      Publication publication) {
    this.storage = storage;
    this.repository = repository;
    this.variants = variants;
    this.edge = edge;
    this.policy = policy;
    this.publication = publication;
  }

  SweepReport run() {
    return new Run().all(publication.tellOfWithdrawn());
  }

  /**
   * The objects of this image, which has just been deleted, are gone; and so are its records, if no
   * edge has to forget them first. A vault that makes no variants does not look for any: those that
   * another made keep the record for the next sweep.
   *
   * @throws BackEndException a sweep does it
   */
  void finish(Image deleted, Duration timeout) {
    if (!policy.variants().isEmpty()) {
      new Run().images(List.of(new Claim(deleted, timeout, true)), edge.isEmpty());
      return;
    }
    storage.delete(deleted.original().key(), timeout);
    if (edge.isEmpty()) {
      repository.remove(List.of(deleted));
    }
  }

  /** The counts of one sweep. */
  private final class Run {

    private int removed;
    private int kept;
    private int failed;
    private Optional<BackEndException> firstFailure = Optional.empty();

    SweepReport all(int withdrawn) {
      batches(
          () -> {
            List<Claim> claims =
                repository.claimUnfinished(policy.sweepDelay(), storage.latePut(), BATCH);
            images(claims, true);
            return claims.size();
          });
      variants.ifPresent(this::variants);
      return new SweepReport(withdrawn, removed, kept, failed, firstFailure);
    }

    private void variants(VariantRepository records) {
      batches(
          () -> {
            List<VariantClaim> claims =
                records.claimUnfinished(policy.sweepDelay(), storage.latePut(), BATCH);
            finish(List.of(), claims, true);
            return claims.size();
          });
    }

    /** Goes on while there is more, and some of it succeeds: else a back end is away. */
    private void batches(IntSupplier batch) {
      int finishedBefore;
      int claimed;
      do {
        finishedBefore = removed + kept;
        claimed = batch.getAsInt();
      } while (claimed == BATCH && removed + kept > finishedBefore);
    }

    private void images(List<Claim> claims, boolean forget) {
      if (!claims.isEmpty()) {
        List<Image> images = claims.stream().map(Claim::image).toList();
        List<VariantClaim> theirs =
            variants.map(v -> v.claimAllOf(images, storage.latePut())).orElse(List.of());
        finish(claims, theirs, forget);
      }
    }

    private void finish(List<Claim> images, List<VariantClaim> theirs, boolean forget) {
      Map<ObjectKey, BackEndException> stillThere = deleteObjects(images, theirs);
      List<Variant> goneVariants = new ArrayList<>();
      Set<ImageId> incomplete = new HashSet<>();
      for (VariantClaim claim : theirs) {
        if (isGone(claim.variant().object().key(), claim.putIsOver(), stillThere)) {
          goneVariants.add(claim.variant());
        } else {
          incomplete.add(claim.variant().image());
        }
      }
      List<Image> goneImages = new ArrayList<>();
      for (Claim claim : images) {
        boolean gone = isGone(claim.image().original().key(), claim.putIsOver(), stillThere);
        if (gone && incomplete.contains(claim.image().id())) {
          kept++;
        } else if (gone) {
          goneImages.add(claim.image());
        }
      }
      if (forget) {
        forget(goneImages, goneVariants);
      }
    }

    private boolean isGone(
        ObjectKey key, boolean putIsOver, Map<ObjectKey, BackEndException> stillThere) {
      BackEndException failure = stillThere.get(key);
      if (failure != null) {
        failed(failure, 1);
      } else if (!putIsOver) {
        kept++;
      }
      return failure == null && putIsOver;
    }

    private Map<ObjectKey, BackEndException> deleteObjects(
        List<Claim> images, List<VariantClaim> theirs) {
      Set<ObjectKey> keys = new LinkedHashSet<>();
      images.forEach(claim -> keys.add(claim.image().original().key()));
      theirs.forEach(claim -> keys.add(claim.variant().object().key()));
      Duration timeout =
          Stream.concat(images.stream().map(Claim::lease), theirs.stream().map(VariantClaim::lease))
              .reduce(DELETE_TIMEOUT, (a, b) -> a.compareTo(b) < 0 ? a : b);
      return keys.isEmpty() ? Map.of() : storage.deleteAll(keys, timeout);
    }

    /** The edge, if there is one, forgets these, and then the repository. */
    private void forget(List<Image> images, List<Variant> theirs) {
      if (images.isEmpty() && theirs.isEmpty()) {
        return;
      }
      int count = images.size() + theirs.size();
      try {
        Set<ObjectKey> keys = new HashSet<>();
        images.forEach(image -> keys.add(image.original().key()));
        theirs.forEach(variant -> keys.add(variant.object().key()));
        edge.ifPresent(told -> told.invalidate(keys, INVALIDATE_TIMEOUT));
        variants.filter(v -> !theirs.isEmpty()).ifPresent(v -> v.remove(theirs));
        if (!images.isEmpty()) {
          repository.remove(images);
        }
        removed += count;
      } catch (BackEndException e) {
        failed(e, count);
      }
    }

    private void failed(BackEndException failure, int count) {
      failed += count;
      if (firstFailure.isEmpty()) {
        firstFailure = Optional.of(failure);
      }
    }
  }
}
