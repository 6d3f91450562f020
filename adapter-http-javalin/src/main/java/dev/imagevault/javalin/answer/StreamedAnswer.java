package dev.imagevault.javalin.answer;

import dev.imagevault.javalin.server.JettyRequests;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is made while it is sent, a piece at a time. No thread waits for the client, one
 * piece is held at a time, and a client that does not take a piece in time is cut off. A failure
 * breaks the connection, so that half an answer never looks whole.
 */
public final class StreamedAnswer implements WriteListener {

  private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

  private final Context ctx;
  private final Source source;
  private final Gate gate;
  private final ScheduledExecutorService timer;
  private final Executor executor;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /** Decides once how it ended: after its success, the connection may be the next request's. */
  private final AtomicBoolean over = new AtomicBoolean();

  private byte @Nullable [] piece;
  private @Nullable ScheduledFuture<?> deadline;

  /** Where the pieces come from. Called by one thread at a time. */
  public interface Source {
    /** Returns the next piece; blocks. */
    byte[] next();

    /** Returns whether the last piece was taken. */
    boolean complete();
  }

  public StreamedAnswer(Context ctx, Source source, Gate gate, ScheduledExecutorService timer) {
    this.ctx = ctx;
    this.source = source;
    this.gate = gate;
    this.timer = timer;
    this.executor = JettyRequests.executor(ctx);
  }

  /** Sends this piece and then the others, without blocking. */
  public void send(byte[] first) {
    // Also where the connection is closed afterwards, so that its end shows whether all was sent.
    ctx.header("Transfer-Encoding", "chunked");
    ctx.future(
        () -> {
          ctx.req().getAsyncContext().setTimeout(0);
          piece = first;
          startDeadline();
          try {
            ctx.res().getOutputStream().setWriteListener(this);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return done;
        });
  }

  @Override
  public void onWritePossible() throws IOException {
    ServletOutputStream out = ctx.res().getOutputStream();
    while (!over.get() && out.isReady()) {
      byte[] next = piece;
      if (next != null) {
        piece = null;
        out.write(next);
      } else if (source.complete()) {
        stopDeadline();
        if (over.compareAndSet(false, true)) {
          done.complete(null);
        }
      } else if (gate.tryEnter()) {
        fetch();
      } else {
        stopDeadline();
        gate.enter(executor).thenRun(this::fetch).thenRun(this::resume).exceptionally(this::fail);
        return;
      }
    }
  }

  private void fetch() {
    try {
      stopDeadline();
      piece = source.next();
      startDeadline();
    } finally {
      gate.leave();
    }
  }

  private void resume() {
    try {
      onWritePossible();
    } catch (IOException e) {
      fail(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    fail(failure);
  }

  /** A client that is gone, or that does not read, is nobody's fault here. */
  private @Nullable Void fail(Throwable failure) {
    stopDeadline();
    if (!over.compareAndSet(false, true)) {
      return null;
    }
    if (!(failure instanceof IOException)) {
      Answer.log(ctx, failure);
    }
    JettyRequests.breakConnection(ctx);
    done.complete(null);
    return null;
  }

  private void startDeadline() {
    deadline =
        timer.schedule(
            () -> executor.execute(() -> fail(new IOException("the client does not read"))),
            LONGEST_WRITE.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void stopDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }
}
