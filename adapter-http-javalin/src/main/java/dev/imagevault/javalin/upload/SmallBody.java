package dev.imagevault.javalin.upload;

import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import dev.imagevault.javalin.server.ArrivingBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** A body of some kilobytes, read as it arrives, without holding a thread meanwhile. */
final class SmallBody {

  private final ArrivingBody body;
  private final int most;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream(512);
  private final CompletableFuture<byte[]> all = new CompletableFuture<>();
  private boolean over;

  /**
   * Nothing is read yet.
   *
   * @param most bytes that it may have
   */
  SmallBody(ArrivingBody body, int most) {
    this.body = body;
    this.most = most;
  }

  /** Begins to read; what is returned completes with all of it. */
  CompletableFuture<byte[]> read() {
    advance();
    return all;
  }

  /** The time for it is over. */
  void late() {
    body.executor()
        .execute(
            () ->
                end(
                    new ProblemException(
                        Problem.of(
                            ProblemCode.REQUEST_TIMEOUT,
                            "The body of the request did not arrive in time"))));
  }

  private void end(ProblemException reason) {
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      boolean unused = body.take();
    }
    all.completeExceptionally(reason);
  }

  private void advance() {
    boolean complete;
    try {
      complete = readAvailable();
    } catch (RuntimeException e) {
      all.completeExceptionally(e);
      return;
    }
    if (complete) {
      all.complete(read.toByteArray());
    }
  }

  /** Returns whether all of it is there. If not, this goes on by itself. */
  private synchronized boolean readAvailable() {
    boolean last = false;
    while (!over && !last) {
      ByteBuffer piece = body.next();
      if (piece == null) {
        body.demand(this::advance);
        return false;
      }
      if (read.size() + piece.remaining() > most) {
        over = true;
        boolean unused = body.take();
        throw tooLarge(most);
      }
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      read.writeBytes(bytes);
      last = body.take();
    }
    over = true;
    return last;
  }

  static ProblemException tooLarge(int most) {
    return new ProblemException(
        ProblemCode.FILE_TOO_LARGE, "The body of the request has more than " + most + " bytes");
  }
}
