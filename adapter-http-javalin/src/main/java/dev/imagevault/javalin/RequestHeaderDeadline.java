package dev.imagevault.javalin;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which no request becomes complete in time: each byte of a header that
 * trickles in is activity to the server's idle timeout. Thread-safe.
 */
final class RequestHeaderDeadline extends Handler.Wrapper implements Connection.Listener {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Map<Connection, Long> waitingSince = new ConcurrentHashMap<>();

  @Override
  public void onOpened(Connection connection) {
    begin(connection);
  }

  @Override
  public void onClosed(Connection connection) {
    waitingSince.remove(connection);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Connection connection = request.getConnectionMetaData().getConnection();
    waitingSince.remove(connection);
    boolean handled = false;
    try {
      handled = super.handle(request, response, Callback.from(callback, () -> begin(connection)));
      return handled;
    } finally {
      if (!handled) {
        begin(connection);
      }
    }
  }

  private void begin(Connection connection) {
    if (connection.getEndPoint().isOpen()) {
      waitingSince.put(connection, System.nanoTime());
    }
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    scheduleCheck(getServer().getScheduler());
  }

  private void scheduleCheck(Scheduler scheduler) {
    scheduler.schedule(
        () -> {
          closeLate();
          scheduleCheck(scheduler);
        },
        INTERVAL.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void closeLate() {
    long now = System.nanoTime();
    waitingSince.forEach(
        (connection, since) -> {
          if (now - since > LONGEST_WAIT.toNanos()) {
            waitingSince.remove(connection);
            connection.getEndPoint().close();
          }
        });
  }
}
