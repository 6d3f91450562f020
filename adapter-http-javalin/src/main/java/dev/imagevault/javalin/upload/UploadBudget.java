package dev.imagevault.javalin.upload;

import dev.imagevault.domain.OwnerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of heap that uploads have while they need them. Thread-safe.
 *
 * <ul>
 *   <li>Users take turns: next is the user who was served longest ago, with the first of theirs.
 *   <li>A user has two claims, or as many as it takes to have half of the bytes; the rest of theirs
 *       waits until one of those ends, and nobody else waits for it.
 *   <li>While any wait, an upload that receives less than 4 KiB/s over five seconds is refused.
 *   <li>One that waits is refused once nothing came free or in for five seconds, or after fifteen.
 * </ul>
 */
final class UploadBudget {

  private static final int CLAIMS_OF_ANY_USER = 2;
  private static final long LEAST_RECEIVED = 5 * 4096;
  private static final Duration LONGEST_HALT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
  private static final Duration INTERVAL = Duration.ofMillis(250);

  private final long bytes;
  private final LongSupplier nanoTime;
  private final BiConsumer<Runnable, Duration> timer;
  private final Map<OwnerId, User> users = new HashMap<>();
  private final Set<Claim> waiting = new LinkedHashSet<>();
  private final Set<Claim> receiving = new LinkedHashSet<>();
  private long free;
  private long turns;
  private long lastMoved;
  private boolean looking;

  /** What becomes of an upload. Neither method blocks, or asks for anything itself. */
  interface Upload {
    /** The bytes that it waited for are there. */
    void granted();

    /** It must end, since its body comes too slowly. */
    void tooSlow();

    /** It must end, since there is no room for it. */
    void noRoom();
  }

  private static final class User {
    private int claims;
    private int granted;
    private long bytes;
    private long lastTurn;
  }

  /**
   * All bytes are free.
   *
   * @param timer runs a task after a while
   */
  UploadBudget(long bytes, LongSupplier nanoTime, BiConsumer<Runnable, Duration> timer) {
    this.bytes = bytes;
    this.free = bytes;
    this.nanoTime = nanoTime;
    this.timer = timer;
    this.lastMoved = nanoTime.getAsLong();
  }

  /** What one upload has of it, or waits for. */
  final class Claim {

    private final OwnerId owner;
    private final int array;
    private final long size;
    private final Upload upload;
    private boolean granted;
    private long received;
    private long since;

    /**
     * Nothing is asked for yet.
     *
     * @param array bytes for the file
     * @param check bytes for its check
     */
    Claim(OwnerId owner, int array, long check, Upload upload) {
      this.owner = owner;
      this.array = array;
      this.size = array + check;
      this.upload = upload;
    }

    /** Returns how large an array for the file may be. */
    int array() {
      return array;
    }

    /**
     * Returns whether the bytes are there at once. To be called once.
     *
     * @param wait whether to wait one's turn; if not, the bytes are had whoever waits, or not at
     *     all
     */
    boolean take(boolean wait) {
      synchronized (UploadBudget.this) {
        user().claims++;
        waiting.add(this);
        since = nanoTime.getAsLong();
        if (size <= free && (wait ? equals(next()) : mayHaveMore())) {
          grant();
          return true;
        }
        if (wait) {
          lookLater();
        } else {
          drop();
        }
        return false;
      }
    }

    /** So many bytes of the upload have come. */
    void received(int count) {
      synchronized (UploadBudget.this) {
        received += count;
        if (received >= LEAST_RECEIVED) {
          received = 0;
          since = nanoTime.getAsLong();
          lastMoved = since;
        }
      }
    }

    /** Nothing more is received with these bytes. */
    void complete() {
      synchronized (UploadBudget.this) {
        receiving.remove(this);
      }
    }

    /** The bytes are neither had nor waited for any more. */
    void end() {
      synchronized (UploadBudget.this) {
        drop();
        serve();
      }
    }

    private void drop() {
      receiving.remove(this);
      if (!waiting.remove(this) && !granted) {
        return;
      }
      User user = user();
      if (granted) {
        granted = false;
        user.granted--;
        user.bytes -= size;
        free += size;
      }
      if (--user.claims == 0) {
        users.remove(owner);
      }
    }

    private void grant() {
      waiting.remove(this);
      receiving.add(this);
      granted = true;
      since = nanoTime.getAsLong();
      lastMoved = since;
      free -= size;
      User user = user();
      user.granted++;
      user.bytes += size;
      user.lastTurn = ++turns;
    }

    private boolean mayHaveMore() {
      User user = user();
      return user.granted < CLAIMS_OF_ANY_USER || user.bytes < bytes / 2;
    }

    private User user() {
      return users.computeIfAbsent(owner, any -> new User());
    }

    private boolean waitedLong() {
      return isPast(since, LONGEST_WAIT)
          || (isPast(since, LONGEST_HALT) && isPast(lastMoved, LONGEST_HALT));
    }
  }

  private void serve() {
    for (Claim next = next(); next != null && next.size <= free; next = next()) {
      next.grant();
      next.upload.granted();
    }
  }

  private @Nullable Claim next() {
    Claim next = null;
    for (Claim claim : waiting) {
      if (claim.mayHaveMore() && (next == null || claim.user().lastTurn < next.user().lastTurn)) {
        next = claim;
      }
    }
    return next;
  }

  private boolean isPast(long since, Duration time) {
    return nanoTime.getAsLong() - since >= time.toNanos();
  }

  private void lookLater() {
    if (!looking) {
      looking = true;
      timer.accept(this::look, INTERVAL);
    }
  }

  private synchronized void look() {
    looking = false;
    if (!waiting.isEmpty()) {
      lookLater();
      refuseSlow();
      refuseLate();
    }
  }

  /** This makes room for those who wait: they are not refused yet. */
  private void refuseSlow() {
    for (Claim claim : List.copyOf(receiving)) {
      if (isPast(claim.since, LONGEST_HALT)) {
        claim.complete();
        lastMoved = nanoTime.getAsLong();
        claim.upload.tooSlow();
      }
    }
  }

  private void refuseLate() {
    for (Claim claim : List.copyOf(waiting)) {
      if (claim.waitedLong()) {
        claim.drop();
        claim.upload.noRoom();
      }
    }
    serve();
  }

  /** Returns how many bytes uploads have. */
  synchronized long held() {
    return bytes - free;
  }
}
