package dev.imagevault.javalin.server;

import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, piece by piece as it arrives, without a thread that waits for it. A piece
 * that is not taken holds the client back. Not thread-safe.
 */
public final class ArrivingBody {

  private final Request request;
  private Content.@Nullable Chunk piece;

  /** Nothing is read yet. */
  public ArrivingBody(Context ctx) {
    this.request = JettyRequests.of(ctx);
  }

  /** Returns how many bytes the client says that it has, or -1. */
  public long length() {
    return request.getLength();
  }

  /** Returns the server's own threads. */
  public Executor executor() {
    return request.getComponents().getExecutor();
  }

  /**
   * Returns the piece that has arrived and was not taken yet, or null if there is none.
   *
   * @throws ProblemException the body ended before it was complete
   */
  public @Nullable ByteBuffer next() {
    while (piece == null) {
      Content.Chunk read = request.read();
      if (read == null) {
        return null;
      }
      if (Content.Chunk.isFailure(read, true)) {
        throw new ProblemException(
            ProblemCode.INVALID_REQUEST, "The body ended before it was complete");
      }
      // Other failures tell of silence: how long the body may take is decided by its deadline.
      if (!Content.Chunk.isFailure(read)) {
        piece = read;
      }
    }
    return piece.getByteBuffer();
  }

  /** Is run once there is a piece, when there was none. */
  public void demand(Runnable available) {
    request.demand(available);
  }

  /** Done with the piece. Returns whether it was the last one. */
  public boolean take() {
    Content.Chunk taken = piece;
    piece = null;
    if (taken == null) {
      return false;
    }
    taken.release();
    return taken.isLast();
  }
}
