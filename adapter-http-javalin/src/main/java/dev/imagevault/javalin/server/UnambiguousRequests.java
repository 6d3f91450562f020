package dev.imagevault.javalin.server;

import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets through only requests that everybody between a client and this server reads the same way:
 * the request line alone says the method, and the body is framed in one of two ways. Thread-safe.
 */
public final class UnambiguousRequests extends Handler.Wrapper {

  /** Javalin takes the method from here, so that a GET could delete. */
  public static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (isFramedOddly(request)) {
      Problem oddlyFramed =
          new Problem(
              ProblemCode.INVALID_REQUEST.status(),
              ProblemCode.INVALID_REQUEST,
              "A body comes with its Content-Length or, in HTTP/1.1, in the chunked coding alone",
              Map.of("Connection", "close"));
      ProblemErrorHandler.write(oddlyFramed, response, Request.getPathInContext(request), callback);
      return true;
    }
    boolean overridden = request.getHeaders().contains(METHOD_OVERRIDE);
    return super.handle(overridden ? withoutOverride(request) : request, response, callback);
  }

  /** RFC 9112, section 6.1: what is not understood could be a request inside another one. */
  private static boolean isFramedOddly(Request request) {
    List<HttpField> codings = request.getHeaders().getFields(HttpHeader.TRANSFER_ENCODING);
    if (codings.isEmpty()) {
      return false;
    }
    return request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_1_1
        || codings.size() > 1
        || !"chunked".equalsIgnoreCase(codings.get(0).getValue());
  }

  private static Request withoutOverride(Request request) {
    HttpFields headers =
        HttpFields.build(request.getHeaders()).remove(METHOD_OVERRIDE).asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpFields getHeaders() {
        return headers;
      }
    };
  }
}
