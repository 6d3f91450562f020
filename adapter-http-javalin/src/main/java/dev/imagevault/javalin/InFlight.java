package dev.imagevault.javalin;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Knows which requests are being answered, and sees their bodies to the end. */
final class InFlight extends Handler.Wrapper {

  private final Set<Callback> requests = ConcurrentHashMap.newKeySet();

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Callback tracked =
        new Callback.Nested(callback) {
          @Override
          public void completed() {
            requests.remove(this);
          }
        };
    requests.add(tracked);
    if (!RequestBody.isIn(request)) {
      return super.handle(request, response, tracked);
    }
    RequestBody body = new RequestBody(request, response);
    return super.handle(body, response, body.completing(tracked));
  }

  /** Returns whether no request is being answered. */
  boolean isEmpty() {
    return requests.isEmpty();
  }
}
