package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.UploadPolicy;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Finishes what is unfinished and due. Sweeps of any number of processes may run at once. */
final class Sweep {

  /** Small, so that a batch is done before its leases are over. */
  private static final int BATCH = 20;

  /** So many failures in a row, and the back end is taken to be away: the rest waits. */
  private static final int FAILURES_IN_A_ROW = 3;

  private static final Duration DELETE_TIMEOUT = Duration.ofSeconds(5);

  private final ImageStorage storage;
  private final ImageRepository repository;
  private final UploadPolicy policy;
  private final Publication publication;

  Sweep(
      ImageStorage storage,
      ImageRepository repository,
      UploadPolicy policy,
      Publication publication) {
    this.storage = storage;
    this.repository = repository;
    this.policy = policy;
    this.publication = publication;
  }

  SweepReport run() {
    return new Run().all(publication.withdrawPending());
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
        long claimedAt = System.nanoTime();
        for (Claim claim : claims) {
          Duration leased = claim.lease().minusNanos(System.nanoTime() - claimedAt);
          if (leased.isNegative() || failedInARow == FAILURES_IN_A_ROW) {
            break;
          }
          finish(claim);
        }
      } while (claims.size() == BATCH && failedInARow < FAILURES_IN_A_ROW);
      return new SweepReport(withdrawn, removed, kept, failed, firstFailure);
    }

    private void finish(Claim claim) {
      try {
        storage.delete(claim.image().key(), DELETE_TIMEOUT);
        if (claim.putIsOver()) {
          repository.remove(claim.image().id());
          removed++;
        } else {
          kept++;
        }
        failedInARow = 0;
      } catch (BackEndException e) {
        failed++;
        failedInARow++;
        if (firstFailure.isEmpty()) {
          firstFailure = Optional.of(e);
        }
      }
    }
  }
}
