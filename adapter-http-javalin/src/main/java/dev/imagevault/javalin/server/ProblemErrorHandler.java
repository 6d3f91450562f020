package dev.imagevault.javalin.server;

import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers as a problem what the server itself refuses before any route is asked. */
public final class ProblemErrorHandler extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    if (request.getAttribute(ERROR_EXCEPTION) instanceof HttpException refusal) {
      status = refusal.getCode();
    }
    if (!request.getConnectionMetaData().isPersistent()) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
    write(problem(status), response, "/", callback);
    return true;
  }

  /**
   * Answers with this problem, below any route.
   *
   * @param path of the request, without its query
   */
  static void write(Problem problem, Response response, String path, Callback callback) {
    Observation.of(response.getRequest()).problem(problem.code());
    String id = RequestId.next();
    response.setStatus(problem.status());
    HttpFields.Mutable fields = response.getHeaders();
    fields.put(RequestId.HEADER, id);
    fields.put("X-Content-Type-Options", "nosniff");
    fields.put(HttpHeader.CACHE_CONTROL, "no-store");
    fields.put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
    problem.headers().forEach(fields::put);
    response.write(true, ByteBuffer.wrap(problem.toJson(path, id)), callback);
  }

  private static Problem problem(int status) {
    Problem problem =
        switch (status) {
          case HttpStatus.NOT_FOUND_404 -> Problem.notFound();
          case HttpStatus.REQUEST_TIMEOUT_408 ->
              Problem.of(ProblemCode.REQUEST_TIMEOUT, "The request did not arrive in time");
          case HttpStatus.SERVICE_UNAVAILABLE_503 ->
              Problem.of(ProblemCode.OVERLOADED, "The server is busy; please try again", 5);
          default ->
              status < 500 || status == HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505
                  ? Problem.of(
                      ProblemCode.INVALID_REQUEST,
                      "The request is not valid HTTP, or more of it than is accepted")
                  : Problem.of(ProblemCode.INTERNAL_ERROR, "Something went wrong here");
        };
    return new Problem(status, problem.code(), problem.detail(), problem.headers());
  }
}
