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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finishes what is unfinished and due. Sweeps of any number of processes may run at once. */
final class Sweep {

  /**
   * Few enough that a batch is done before its leases are over; many enough that an edge, which
   * takes so many calls a second at the most, is not the bottleneck.
   */
  private static final int BATCH = 100;

  /** So many failures in a row, and the back end is taken to be away: the rest waits. */
  private static final int FAILURES_IN_A_ROW = 3;

  private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(5);
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
    private int failedInARow;
    private Optional<BackEndException> firstFailure = Optional.empty();

    SweepReport all(int withdrawn) {
      List<Claim> claims;
      do {
        claims = repository.claimUnfinished(policy.sweepDelay(), BATCH);
        finish(claims);
      } while (claims.size() == BATCH && failedInARow < FAILURES_IN_A_ROW);
      return new SweepReport(withdrawn, removed, kept, failed, firstFailure);
    }

    private void finish(List<Claim> claims) {
      long claimedAt = System.nanoTime();
      List<Image> deleted = new ArrayList<>();
      for (Claim claim : claims) {
        Duration leased = claim.lease().minusNanos(System.nanoTime() - claimedAt);
        if (leased.isNegative() || failedInARow == FAILURES_IN_A_ROW) {
          break;
        }
        Image image = claim.image();
        boolean gone = succeeds(() -> storage.delete(image.key(), DELETE_TIMEOUT), 1);
        if (gone && claim.putIsOver()) {
          deleted.add(image);
        } else if (gone) {
          kept++;
        }
      }
      if (forgotten(deleted)) {
        for (Image image : deleted) {
          if (succeeds(() -> repository.remove(image.id()), 1)) {
            removed++;
          }
        }
      }
    }

    /** Returns whether the edge, where there is one, was told to forget these. */
    private boolean forgotten(List<Image> deleted) {
      Set<ObjectKey> keys = deleted.stream().map(Image::key).collect(Collectors.toSet());
      return edge.isEmpty()
          || deleted.isEmpty()
          || succeeds(() -> edge.get().invalidate(keys, INVALIDATE_TIMEOUT), deleted.size());
    }

    private boolean succeeds(Runnable step, int images) {
      try {
        step.run();
        failedInARow = 0;
        return true;
      } catch (BackEndException e) {
        failed += images;
        failedInARow++;
        if (firstFailure.isEmpty()) {
          firstFailure = Optional.of(e);
        }
        return false;
      }
    }
  }
}
