package dev.imagevault.javalin.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.Problems;
import dev.imagevault.javalin.server.JettyRequests;
import dev.imagevault.javalin.server.Observation;
import dev.imagevault.javalin.server.RequestId;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** How every request is answered: with an id, with JSON, and where it fails with a problem. */
public final class Answer {

  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

  /** What fits into the server's output buffer is sent from there. */
  private static final int BUFFERED = 32 * 1024;

  private Answer() {}

  /** Writes the members of the answer's one object. */
  @FunctionalInterface
  public interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** Sets the headers that every answer carries, among them the request's id, once. */
  public static void begin(Context ctx) {
    if (ctx.res().containsHeader(RequestId.HEADER)) {
      return;
    }
    ctx.header(RequestId.HEADER, RequestId.of(ctx.header(RequestId.HEADER)));
    ctx.header("X-Content-Type-Options", "nosniff");
  }

  /** Answers with a message and whatever else the body writes. */
  public static void json(Context ctx, int status, String message, Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeStringField("message", message);
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    ctx.status(status);
    send(ctx, Json.CONTENT_TYPE, out.toByteArray());
  }

  /** Answers with a problem, which no error handler of a host application replaces. */
  public static void problem(Context ctx, Problem problem) {
    Observation.of(ctx).problem(problem.code());
    ctx.skipRemainingHandlers();
    ctx.status(problem.status());
    ctx.header("Cache-Control", "no-store");
    problem.headers().forEach(ctx::header);
    String id = ctx.res().getHeader(RequestId.HEADER);
    send(ctx, Problem.CONTENT_TYPE, problem.toJson(ctx.req().getRequestURI(), id));
  }

  /** Answers with the problem that the failure is, and logs what operators should know of. */
  public static void failure(Context ctx, Throwable failure) {
    log(ctx, failure);
    problem(
        ctx,
        Problems.of(cause(failure))
            .orElseGet(
                () ->
                    Problem.of(
                        ProblemCode.INTERNAL_ERROR,
                        "Something went wrong here; the request id finds it in our logs")));
  }

  /** Logs a fault of ours as an error and one of a back end as a warning. */
  public static void log(Context ctx, Throwable failure) {
    Throwable cause = cause(failure);
    boolean known = Problems.of(cause).isPresent();
    if (!known || cause instanceof BackEndException) {
      LOG.atLevel(known ? Level.WARN : Level.ERROR)
          .setCause(cause)
          .addKeyValue("requestId", ctx.res().getHeader(RequestId.HEADER))
          .log("Request failed");
    }
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure.getCause();
    return failure instanceof CompletionException && cause != null ? cause : failure;
  }

  /**
   * Returns the handler with its failures answered as problems, and with its turn awaited where it
   * blocks its thread.
   */
  public static Handler guarded(Gate gate, Handler handler) {
    return ctx -> {
      if (gate.tryEnter()) {
        try {
          handle(handler, ctx);
        } finally {
          gate.leave();
        }
      } else {
        ctx.future(
            () ->
                gate.run(JettyRequests.executor(ctx), () -> handle(handler, ctx))
                    .exceptionally(
                        failure -> {
                          failure(ctx, failure);
                          return null;
                        }));
      }
    };
  }

  /** Returns the handler with its failures answered as problems. */
  public static Handler guarded(Handler handler) {
    return ctx -> handle(handler, ctx);
  }

  private static void handle(Handler handler, Context ctx) {
    try {
      handler.handle(ctx);
    } catch (Throwable e) {
      failure(ctx, e);
    }
  }

  /** Answers with this body, or for HEAD with its length alone, without waiting for the client. */
  public static void send(Context ctx, String contentType, byte[] body) {
    ctx.contentType(contentType);
    if (ctx.req().getMethod().equals("HEAD")) {
      ctx.res().setContentLengthLong(body.length);
    } else if (body.length <= BUFFERED && !JettyRequests.isUnread(ctx)) {
      ctx.result(body);
    } else {
      ctx.res().setContentLengthLong(body.length);
      ctx.future(() -> JettyRequests.send(ctx, body));
    }
  }
}
