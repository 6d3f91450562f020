package dev.imagevault.javalin;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers as a problem what the server itself refuses before any route is asked. */
final class ProblemErrorHandler extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    if (request.getAttribute(ERROR_EXCEPTION) instanceof HttpException refusal) {
      status = refusal.getCode();
    }
    if (!request.getConnectionMetaData().isPersistent()) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
    problem(status).write(response, "/", callback);
    return true;
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
