package dev.imagevault.javalin.answer;

import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many at a time do work that blocks its thread. The others wait their turn without holding
 * a thread, and not for long: so a back end that hangs can neither use up all threads nor make a
 * queue that is never worked off. Thread-safe.
 */
public final class Gate {

  private static final int MOST_WAITING = 4096;

  private final Duration longestWait;
  private final ScheduledExecutorService timer;
  private final Deque<Turn> waiting = new ArrayDeque<>();
  private int free;

  /**
   * Free as yet.
   *
   * @param width how many at a time
   */
  public Gate(int width, Duration longestWait, ScheduledExecutorService timer) {
    this.free = width;
    this.longestWait = longestWait;
    this.timer = timer;
  }

  private static final class Turn {
    private final CompletableFuture<Void> begin = new CompletableFuture<>();
    private final Executor executor;
    private @Nullable ScheduledFuture<?> expiry;

    Turn(Executor executor) {
      this.executor = executor;
    }
  }

  /** Returns whether the caller may begin at once; then it must {@link #leave}. */
  public synchronized boolean tryEnter() {
    if (free == 0) {
      return false;
    }
    free--;
    return true;
  }

  /**
   * Returns what is complete when the caller may begin, perhaps already; then it must {@link
   * #leave}. It fails with {@code overloaded} when the turn does not come in time.
   *
   * @param executor completes what was not complete at once
   */
  public synchronized CompletableFuture<Void> enter(Executor executor) {
    if (free > 0) {
      free--;
      return CompletableFuture.completedFuture(null);
    }
    if (waiting.size() == MOST_WAITING) {
      return CompletableFuture.failedFuture(overloaded());
    }
    Turn turn = new Turn(executor);
    waiting.add(turn);
    turn.expiry = timer.schedule(() -> expire(turn), longestWait.toMillis(), TimeUnit.MILLISECONDS);
    return turn.begin;
  }

  /**
   * Returns what is complete when the work is done in its turn: at once, on this thread, or later,
   * on the executor's. It fails as {@link #enter} does, or as the work does.
   */
  public CompletableFuture<Void> run(Executor executor, Runnable work) {
    return enter(executor)
        .thenRun(
            () -> {
              try {
                work.run();
              } finally {
                leave();
              }
            });
  }

  private synchronized void expire(Turn turn) {
    if (waiting.remove(turn)) {
      turn.executor.execute(() -> turn.begin.completeExceptionally(overloaded()));
    }
  }

  /** The caller is done, and the next one may begin. */
  public synchronized void leave() {
    Turn next = waiting.poll();
    if (next == null) {
      free++;
      return;
    }
    if (next.expiry != null) {
      next.expiry.cancel(false);
    }
    next.executor.execute(() -> next.begin.complete(null));
  }

  private static ProblemException overloaded() {
    return new ProblemException(
        Problem.of(ProblemCode.OVERLOADED, "The server is busy; please try again", 5));
  }
}
