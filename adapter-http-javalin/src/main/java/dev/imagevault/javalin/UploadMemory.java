package dev.imagevault.javalin;

import dev.imagevault.domain.OwnerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The heap that uploads in flight share. It bounds them together, so that no number of them runs
 * the process out of memory. Thread-safe.
 *
 * <p>An upload reserves the little that its beginning needs as it arrives, and once that is more
 * than {@link #BEGINNING} all that it may still need at once: what has begun in earnest can always
 * be finished, so that half-read uploads never wait for each other. Those that must wait are served
 * in order, but first those whose owners have the fewest that have begun in earnest, and last those
 * whose beginning took long. While anyone waits, uploads that have come to a halt are given up to
 * make room. So neither slow clients nor those who send much at once keep others from being served.
 */
final class UploadMemory {

  /**
   * How much of itself an upload shows before all its memory is reserved. More than the first piece
   * that is read of it, or every upload from a fast client would wait for all of it with nothing.
   */
  static final int BEGINNING = 2 * ImageServer.INPUT_BUFFER;

  private static final int SMALLEST = 1024;

  /** How long an upload waits that gets nothing, or while nobody else gets anything either. */
  private static final long LONGEST_HALT_MILLIS = 5_000;

  /** How long one waits that has begun, while the queue before it moves. */
  private static final long LONGEST_WAIT_MILLIS = 15_000;

  private static final long CHECK_MILLIS = 500;

  /** An upload that gets on by less than this from one check to the next may have halted. */
  private static final long SLOWEST = 16 * 1024;

  /** So many checks in a row, and it has: fewer could be this process's own doing. */
  private static final int HALTED_AFTER = 5;

  private static final long SLOW_BEGINNING_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final ScheduledExecutorService timer;
  private final long bytes;
  private final long half;
  private final Set<Share> shares = new HashSet<>();
  private final List<Share> waiting = new ArrayList<>();

  /** How many uploads of each owner have begun in earnest. */
  private final Map<OwnerId, Integer> begun = new HashMap<>();

  /** Those that are equal in it are served in the order of waiting. */
  private final Comparator<Share> servedFirst =
      Comparator.comparing((Share share) -> share.slow)
          .thenComparing(share -> begun.getOrDefault(share.owner, 0));

  private long free;
  private long beginnings;
  private boolean checking;
  private long lastServed = System.nanoTime();

  UploadMemory(long bytes, ScheduledExecutorService timer) {
    this.bytes = bytes;
    this.free = bytes;
    this.half = bytes / 2;
    this.timer = timer;
  }

  /** What an upload does when its memory is decided upon. Called on the timer's thread or any. */
  interface Upload {
    /** The memory that was waited for is there. */
    void granted();

    /** There is no memory for this upload, and it must end. */
    void refused();
  }

  /** Returns the share of an upload, with nothing in it. */
  Share share(OwnerId owner, Upload upload) {
    return new Share(owner, upload);
  }

  /** What one upload holds. */
  final class Share {

    private final OwnerId owner;
    private final Upload upload;
    private final long sharedSince = System.nanoTime();
    private long held;
    private long wanted;
    private long received;
    private long receivedAtCheck;
    private int slowChecks;
    private long waitingSince;
    private boolean reading = true;
    private boolean slow;
    private @Nullable ScheduledFuture<?> expiry;

    private Share(OwnerId owner, Upload upload) {
      this.owner = owner;
      this.upload = upload;
    }

    /**
     * Returns how many bytes are held now, or 0 when they must be waited for.
     *
     * @param needed at least so many
     * @param most what this upload can come to need, all told
     */
    long reserve(long needed, long most) {
      synchronized (UploadMemory.this) {
        shares.add(this);
        checkWhileThereAreAny();
        if (needed <= held) {
          return held;
        }
        long beginning = Math.max(SMALLEST, Long.highestOneBit(needed * 2 - 1));
        wanted = needed <= BEGINNING ? Math.min(beginning, Math.max(most, needed)) : most;
        if (fits(this) && (waiting.isEmpty() || wanted <= BEGINNING)) {
          take(this);
          return held;
        }
        queue(this);
        return 0;
      }
    }

    /** So many bytes of the upload have arrived since. */
    void received(int bytes) {
      synchronized (UploadMemory.this) {
        received += bytes;
      }
    }

    /** The upload has arrived; it cannot come to a halt any more. */
    void arrived() {
      synchronized (UploadMemory.this) {
        reading = false;
      }
    }

    private void check() {
      boolean slowSince = reading && received - receivedAtCheck < SLOWEST;
      slowChecks = slowSince ? slowChecks + 1 : 0;
      receivedAtCheck = received;
    }

    /** All of it is free again. */
    void release() {
      List<Share> served;
      synchronized (UploadMemory.this) {
        if (!shares.remove(this)) {
          return;
        }
        reading = false;
        if (waiting.remove(this) && expiry != null) {
          expiry.cancel(false);
        }
        free += held;
        if (held <= BEGINNING) {
          beginnings -= held;
        } else {
          begun.computeIfPresent(owner, (any, count) -> count == 1 ? null : count - 1);
        }
        held = 0;
        served = serve();
      }
      served.forEach(share -> share.upload.granted());
    }
  }

  private boolean fits(Share share) {
    long more = share.wanted - share.held;
    return more <= free && (share.wanted > BEGINNING || beginnings + more <= half);
  }

  private void take(Share share) {
    if (share.expiry != null) {
      share.expiry.cancel(false);
    }
    free -= share.wanted - share.held;
    if (share.held <= BEGINNING) {
      beginnings -= share.held;
      if (share.wanted <= BEGINNING) {
        beginnings += share.wanted;
      } else {
        begun.merge(share.owner, 1, Integer::sum);
      }
    }
    share.held = share.wanted;
    // Nothing was read of it while it waited, which was not its client's doing.
    share.slowChecks = 0;
  }

  private List<Share> serve() {
    List<Share> served = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Share next = Collections.min(waiting, servedFirst);
      if (!fits(next)) {
        break;
      }
      waiting.remove(next);
      take(next);
      lastServed = System.nanoTime();
      served.add(next);
    }
    return served;
  }

  private void queue(Share share) {
    share.slow = System.nanoTime() - share.sharedSince > SLOW_BEGINNING_NANOS;
    waiting.add(share);
    share.waitingSince = System.nanoTime();
    expireIn(LONGEST_HALT_MILLIS, share);
  }

  private void checkWhileThereAreAny() {
    if (!checking) {
      checking = true;
      timer.schedule(this::check, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void expireIn(long millis, Share share) {
    share.expiry = timer.schedule(() -> expire(share), millis, TimeUnit.MILLISECONDS);
  }

  private void expire(Share share) {
    synchronized (this) {
      if (!waiting.contains(share)) {
        return;
      }
      long halted = millisSince(Math.max(lastServed, share.waitingSince));
      long waited = millisSince(share.waitingSince);
      if (share.held > 0 && halted < LONGEST_HALT_MILLIS && waited < LONGEST_WAIT_MILLIS) {
        expireIn(Math.min(LONGEST_HALT_MILLIS - halted, LONGEST_WAIT_MILLIS - waited) + 1, share);
        return;
      }
      waiting.remove(share);
    }
    share.upload.refused();
  }

  private static long millisSince(long nanoTime) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanoTime);
  }

  private void check() {
    List<Share> halted;
    synchronized (this) {
      shares.forEach(Share::check);
      halted = enoughHalted();
      checking = false;
      if (!shares.isEmpty()) {
        checkWhileThereAreAny();
      }
    }
    halted.forEach(share -> share.upload.refused());
  }

  /**
   * Returns halted uploads, the largest first, that make room for those who wait, in the order in
   * which they are served: for as many as they can, and no more of them than that takes.
   */
  private List<Share> enoughHalted() {
    if (waiting.isEmpty()) {
      return List.of();
    }
    List<Share> halted = new LinkedList<>(shares);
    halted.removeIf(s -> s.slowChecks < HALTED_AFTER || waiting.contains(s));
    halted.sort(Comparator.comparingLong((Share s) -> s.held).reversed());
    List<Share> chosen = new ArrayList<>();
    long room = free;
    long beginningsRoom = half - beginnings;
    for (Share next : waiting.stream().sorted(servedFirst).toList()) {
      if (next.slow) {
        break;
      }
      long more = next.wanted - next.held;
      boolean begins = next.wanted <= BEGINNING;
      List<Share> forNext = new ArrayList<>();
      while (more > room || (begins && more > beginningsRoom)) {
        boolean ofBeginnings = begins && more > beginningsRoom;
        Optional<Share> candidate =
            halted.stream().filter(s -> !ofBeginnings || s.held <= BEGINNING).findFirst();
        if (candidate.isEmpty()) {
          return chosen;
        }
        Share share = candidate.get();
        halted.remove(share);
        forNext.add(share);
        room += share.held;
        beginningsRoom += share.held <= BEGINNING ? share.held : 0;
      }
      chosen.addAll(forNext);
      room -= more;
      beginningsRoom += begins ? -more : next.held <= BEGINNING ? next.held : 0;
    }
    return chosen;
  }

  /** Returns how many bytes uploads hold. */
  synchronized long held() {
    return bytes - free;
  }
}
