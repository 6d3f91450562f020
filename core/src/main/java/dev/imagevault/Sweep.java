package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.Claim;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finishes what is unfinished and due. Sweeps of any number of processes may run at once. */
final class Sweep {

  /** As many as stores delete with one request, and repositories give at a time. */
  private static final int BATCH = 1000;

  /** Less if the leases of a batch are shorter: what is leased to others is theirs to delete. */
  private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration INVALIDATE_TIMEOUT = Duration.ofSeconds(20);

  private final ImageStorage storage;
  private final ImageRepository repository;
  private final Optional<EdgeInvalidation> edge;
  private final VaultPolicy policy;
  private final Publication publication;

  Sweep(
      ImageStorage storage,
      ImageRepository repository,
      Optional<EdgeInvalidation> edge,
      VaultPolicy policy,
      Publication publication) {
    this.storage = storage;
    this.repository = repository;
    this.edge = edge;
    this.policy = policy;
    this.publication = publication;
  }

  SweepReport run() {
    return new Run().all(publication.tellOfWithdrawn());
  }

  /** The counts of one sweep. */
  private final class Run {

    private int removed;
    private int kept;
    private int failed;
    private Optional<BackEndException> firstFailure = Optional.empty();

    /** Goes on while there is more, and some of it succeeds: else a back end is away. */
    SweepReport all(int withdrawn) {
      List<Claim> claims;
      int finishedBefore;
      do {
        finishedBefore = removed + kept;
        claims = repository.claimUnfinished(policy.sweepDelay(), storage.latePut(), BATCH);
        finish(claims);
      } while (claims.size() == BATCH && removed + kept > finishedBefore);
      return new SweepReport(withdrawn, removed, kept, failed, firstFailure);
    }

    private void finish(List<Claim> claims) {
      if (claims.isEmpty()) {
        return;
      }
      Map<ObjectKey, BackEndException> stillThere = deleteObjects(claims);
      List<Image> gone = new ArrayList<>();
      for (Claim claim : claims) {
        BackEndException failure = stillThere.get(claim.image().original().key());
        if (failure != null) {
          failed(failure, 1);
        } else if (claim.putIsOver()) {
          gone.add(claim.image());
        } else {
          kept++;
        }
      }
      forget(gone);
    }

    private Map<ObjectKey, BackEndException> deleteObjects(List<Claim> claims) {
      Duration timeout = DELETE_TIMEOUT;
      Set<ObjectKey> keys = new LinkedHashSet<>();
      for (Claim claim : claims) {
        keys.add(claim.image().original().key());
        timeout = claim.lease().compareTo(timeout) < 0 ? claim.lease() : timeout;
      }
      return storage.deleteAll(keys, timeout);
    }

    /** The edge, if there is one, forgets these, and then the repository. */
    private void forget(List<Image> deleted) {
      if (deleted.isEmpty()) {
        return;
      }
      try {
        Set<ObjectKey> keys =
            deleted.stream().map(image -> image.original().key()).collect(Collectors.toSet());
        edge.ifPresent(told -> told.invalidate(keys, INVALIDATE_TIMEOUT));
        repository.remove(deleted);
        removed += deleted.size();
      } catch (BackEndException e) {
        failed(e, deleted.size());
      }
    }

    private void failed(BackEndException failure, int images) {
      failed += images;
      if (firstFailure.isEmpty()) {
        firstFailure = Optional.of(failure);
      }
    }
  }
}
