package dev.imagevault.memory;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.port.UploadRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A direct upload and what the repository alone knows of it. Guarded by the repository's lock. */
final class UploadRow {

  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final int LONGEST_DOUBLING = 16;

  /** In which whoever completed it may delete the file before a sweep does. */
  private static final Duration HEAD_START = Duration.ofSeconds(30);

  /** Where in its life it is. */
  enum Status {
    PREPARED,
    COMPLETED,
    REFUSED,
    GIVEN_UP,
    WITHDRAWN
  }

  final AnnouncedFile file;
  private final Instant expiresAt;
  Status status = Status.PREPARED;
  int attempt;
  Optional<Instant> completingSince = Optional.empty();
  Optional<ImageId> image = Optional.empty();
  Optional<ImageRejectedException> refusal = Optional.empty();
  private Instant endedAt;
  private int deletions;
  Instant dueAt;

  UploadRow(AnnouncedFile file, Instant expiresAt) {
    this.file = file;
    this.expiresAt = expiresAt;
    this.endedAt = expiresAt;
    this.dueAt = abandonedAt();
  }

  private Instant abandonedAt() {
    return expiresAt.plus(UploadRepository.ABANDONED);
  }

  boolean canBeCompleted(Instant now) {
    return status == Status.PREPARED && now.isBefore(expiresAt.plus(UploadRepository.COMPLETABLE));
  }

  boolean isBeingCompleted(Instant now) {
    return completingSince.isPresent()
        && now.isBefore(completingSince.get().plus(UploadRepository.LEASE));
  }

  boolean isHeldBy(int number) {
    return status == Status.PREPARED && attempt == number;
  }

  void end(Status end, Instant now) {
    status = end;
    completingSince = Optional.empty();
    endedAt = now;
    dueAt = end == Status.COMPLETED ? now.plus(HEAD_START) : now;
  }

  /** It is as it was before any attempt. */
  void prepareAgain() {
    status = Status.PREPARED;
    completingSince = Optional.empty();
    image = Optional.empty();
    dueAt = abandonedAt();
  }

  void claim(Instant now) {
    if (status == Status.PREPARED) {
      end(Status.GIVEN_UP, now);
    }
    dueAt = now.plus(UploadRepository.LEASE);
  }

  /** Returns whether its time is over. If not, it is due again. */
  boolean deleted(Instant now) {
    if (status == Status.PREPARED) {
      return false;
    }
    Instant last = (endedAt.isAfter(expiresAt) ? endedAt : expiresAt).plus(UploadRepository.KEPT);
    if (!now.isBefore(last)) {
      return true;
    }
    Instant next =
        now.plus(FIRST_PAUSE.multipliedBy(1L << Math.min(deletions++, LONGEST_DOUBLING)));
    Instant atTheLatest = now.isBefore(abandonedAt()) ? abandonedAt() : last;
    dueAt = next.isBefore(atTheLatest) ? next : atTheLatest;
    return false;
  }
}
