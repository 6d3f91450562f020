package dev.imagevault.javalin;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.imagevault.domain.BackEndException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** How every request is answered: with an id, with JSON, and where it fails with a problem. */
final class Answer {

  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);

  /** What fits into the server's output buffer is sent from there. */
  private static final int BUFFERED = 32 * 1024;

  private static final String REQUEST_ID = "X-Request-Id";

  /** What a proxy's own request id may look like; anything else could be an attack on the logs. */
  private static final Pattern SANE_ID = Pattern.compile("[A-Za-z0-9._-]{8,64}");

  private Answer() {}

  /** Writes the members of the answer's one object. */
  @FunctionalInterface
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** Sets the headers that every answer carries, among them the request's id, once. */
  static void begin(Context ctx) {
    if (ctx.res().containsHeader(REQUEST_ID)) {
      return;
    }
    String sent = ctx.header(REQUEST_ID);
    ctx.header(REQUEST_ID, sent != null && SANE_ID.matcher(sent).matches() ? sent : newId());
    ctx.header("X-Content-Type-Options", "nosniff");
  }

  /** Returns a new request id: 16 random characters. */
  static String newId() {
    return String.format("%016x", ThreadLocalRandom.current().nextLong());
  }

  /** Answers with a message and whatever else the body writes. */
  static void json(Context ctx, int status, String message, Body body) {
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
  static void problem(Context ctx, Problem problem) {
    Observation.of(ctx).problem(problem.code());
    ctx.skipRemainingHandlers();
    ctx.status(problem.status());
    ctx.header("Cache-Control", "no-store");
    problem.headers().forEach(ctx::header);
    String id = ctx.res().getHeader(REQUEST_ID);
    send(ctx, Problem.CONTENT_TYPE, problem.toJson(ctx.req().getRequestURI(), id));
  }

  /** Answers with the problem that the failure is, and logs what operators should know of. */
  static void failure(Context ctx, Throwable failure) {
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
  static void log(Context ctx, Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof UnauthorizedException unauthorized) {
      Observation.of(ctx).unauthorized(unauthorized.reason());
    }
    boolean known = Problems.of(cause).isPresent();
    if (!known || cause instanceof BackEndException) {
      LOG.atLevel(known ? Level.WARN : Level.ERROR)
          .setCause(cause)
          .addKeyValue("requestId", ctx.res().getHeader(REQUEST_ID))
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
  static Handler guarded(Gate gate, Handler handler) {
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
  static Handler guarded(Handler handler) {
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
  static void send(Context ctx, String contentType, byte[] body) {
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
