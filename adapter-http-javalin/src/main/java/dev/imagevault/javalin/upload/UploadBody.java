package dev.imagevault.javalin.upload;

import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import dev.imagevault.javalin.server.ArrivingBody;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of an upload as it arrives, without holding a thread meanwhile. What arrives is
 * read only when there is memory for it, so that the client is held back by TCP. Thread-safe.
 */
final class UploadBody implements UploadBudget.Upload {

  private static final int SMALLEST = 1024;

  private final ArrivingBody body;
  private final Executor executor;
  private final UploadForm form;
  private final OwnerId owner;
  private final UploadMemory memory;
  private final ArrayPool arrays;
  private final long maxSize;
  private final int maxFileSize;
  private final int most;
  private final CompletableFuture<UploadedFile> file = new CompletableFuture<>();
  private UploadBudget.@Nullable Claim claim;
  private UploadBudget.@Nullable Claim larger;
  private long received;
  private volatile long availableSince = System.nanoTime();
  private volatile boolean hadToWait;
  private boolean over;

  /**
   * Nothing is read yet.
   *
   * @param maxSize bytes that the whole body may have
   * @param maxFileSize bytes that the file in it may have
   */
  UploadBody(
      ArrivingBody body,
      OwnerId owner,
      String boundary,
      UploadMemory memory,
      ArrayPool arrays,
      long maxSize,
      int maxFileSize) {
    this.body = body;
    this.executor = body.executor();
    long length = body.length();
    this.most = arrays.sizeFor(length < 0 ? maxFileSize : (int) Math.min(length, maxFileSize));
    this.form = new UploadForm(boundary, maxFileSize);
    this.owner = owner;
    this.memory = memory;
    this.arrays = arrays;
    this.maxSize = maxSize;
    this.maxFileSize = maxFileSize;
  }

  /**
   * Begins to read. The file that comes of it holds memory until {@link #release}; a failure holds
   * none.
   */
  CompletableFuture<UploadedFile> read() {
    advance();
    return file;
  }

  /** The file is not needed any more: its array may come to hold another. */
  void release() {
    synchronized (this) {
      arrays.giveBack(form.giveUpArray());
      end(claim);
      end(larger);
    }
  }

  /** Reading ends with this failure, unless it is over. */
  void end(ProblemException reason) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      body.take();
    }
    release();
    file.completeExceptionally(reason);
  }

  @Override
  public void granted() {
    executor.execute(this::advance);
  }

  @Override
  public void tooSlow() {
    refuse(
        Problem.of(
            ProblemCode.REQUEST_TIMEOUT, "The body came too slowly, and others were waiting"));
  }

  /** The time for the body is over. A client that had to wait is not to blame. */
  void late() {
    if (hadToWait) {
      noRoom();
    } else {
      refuse(
          Problem.of(
              ProblemCode.REQUEST_TIMEOUT, "The body of the request did not arrive in time"));
    }
  }

  @Override
  public void noRoom() {
    refuse(
        Problem.of(
            ProblemCode.OVERLOADED, "The server has no room for the upload; please try again", 5));
  }

  private void refuse(Problem problem) {
    executor.execute(() -> end(new ProblemException(problem)));
  }

  /** Returns for how many nanoseconds at the most the last byte has been there. */
  long waited() {
    return System.nanoTime() - availableSince;
  }

  private void available() {
    availableSince = System.nanoTime();
    advance();
  }

  private void advance() {
    UploadedFile complete;
    try {
      complete = readAvailable();
    } catch (RuntimeException e) {
      release();
      file.completeExceptionally(e);
      return;
    }
    if (complete != null) {
      file.complete(complete);
    }
  }

  /** Returns the file when all of it is there, else null: then this goes on by itself. */
  private synchronized @Nullable UploadedFile readAvailable() {
    while (!over) {
      boolean isLast;
      try {
        ByteBuffer piece = body.next();
        if (piece == null) {
          body.demand(this::available);
          return null;
        }
        if (!reserve(Math.min(form.sizeAfter(piece.remaining()), most))) {
          return null;
        }
        try {
          read(piece);
        } finally {
          isLast = body.take();
        }
        if (isLast) {
          over = true;
          complete();
          return form.file();
        }
      } catch (RuntimeException e) {
        over = true;
        throw e;
      }
    }
    return null;
  }

  /** Returns whether there is room for a file of so many bytes; otherwise it is waited for. */
  private boolean reserve(int needed) {
    if (needed <= form.capacity()) {
      return true;
    }
    if (larger == null && !takes(needed)) {
      hadToWait = true;
      return false;
    }
    UploadBudget.Claim granted = Objects.requireNonNull(larger);
    arrays.giveBack(form.moveTo(arrays.take(granted.array())));
    end(claim);
    claim = granted;
    larger = null;
    return true;
  }

  /** What has begun waits for all that it needs, since others who have begun wait too. */
  private boolean takes(int needed) {
    boolean begins = claim == null;
    if (needed <= UploadMemory.BEGINNING) {
      int size = Math.max(SMALLEST, Integer.highestOneBit(needed * 2 - 1));
      larger = memory.beginning(owner, Math.min(size, most), this);
      boolean taken = larger.take(begins);
      if (taken || begins) {
        return taken;
      }
    }
    complete();
    larger = memory.whole(owner, most, this);
    return larger.take(true);
  }

  private void complete() {
    if (claim != null) {
      claim.complete();
    }
  }

  private static void end(UploadBudget.@Nullable Claim claim) {
    if (claim != null) {
      claim.end();
    }
  }

  private void read(ByteBuffer piece) {
    int count = piece.remaining();
    received += count;
    if (received > maxSize) {
      throw UploadForm.tooLarge(maxFileSize);
    }
    if (claim != null) {
      claim.received(count);
    }
    form.read(piece);
  }
}
