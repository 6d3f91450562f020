package dev.imagevault.app.service;

import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Lets through only requests that read. Thread-safe. */
final class ReadsOnly extends Handler.Wrapper {

  private static final Set<String> METHODS =
      Set.of(HttpMethod.GET.asString(), HttpMethod.HEAD.asString());

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (METHODS.contains(request.getMethod())) {
      return super.handle(request, response, callback);
    }
    response.setStatus(HttpStatus.METHOD_NOT_ALLOWED_405);
    response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
    Content.Sink.write(response, true, "Method not allowed\n", callback);
    return true;
  }
}
