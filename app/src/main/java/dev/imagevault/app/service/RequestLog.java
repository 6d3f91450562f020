package dev.imagevault.app.service;

import dev.imagevault.javalin.telemetry.AnsweredRequest;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs a line for each request to the API. It tells of the route and never of the path or its
 * query, which may hold what is private.
 */
final class RequestLog {

  private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);

  private RequestLog() {}

  /** The request has its line. */
  static void log(AnsweredRequest request) {
    if (!request.api()) {
      return;
    }
    LoggingEventBuilder line =
        LOG.atInfo()
            .setMessage("answered")
            .addKeyValue("method", request.method())
            .addKeyValue("route", request.route().orElse("none"))
            .addKeyValue("status", request.status())
            .addKeyValue("durationMs", millis(request.duration()))
            .addKeyValue("bytes", request.bytes());
    line = with(line, "client", request.client());
    line = with(line, "code", request.problem());
    line = with(line, "reason", request.reason());
    line = with(line, "requestId", request.requestId());
    line = with(line, "traceId", request.traceId());
    line = with(line, "userId", request.userId());
    line = with(line, "imageId", request.imageId());
    line = with(line, "fileSize", request.upload().map(AnsweredRequest.Upload::fileSize));
    line.log();
  }

  private static LoggingEventBuilder with(LoggingEventBuilder line, String key, Optional<?> value) {
    return value.isPresent() ? line.addKeyValue(key, value.get()) : line;
  }

  /** Returns them with microseconds. */
  private static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 1e3) / 1e3;
  }
}
