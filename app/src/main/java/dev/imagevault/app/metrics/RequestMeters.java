package dev.imagevault.app.metrics;

import dev.imagevault.javalin.telemetry.AnsweredRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts and times requests and uploads. Meters are looked up once for each kind. Thread-safe. */
final class RequestMeters {

  /** Stands for all paths that no route has. */
  private static final String NO_ROUTE = "none";

  /** What requests are told apart by; each of it has few values. */
  private record Kind(String method, String route, int status) {}

  private final MeterRegistry registry;
  private final Map<Kind, Timer> requests = new ConcurrentHashMap<>();
  private final Map<String, Counter> problems = new ConcurrentHashMap<>();
  private final DistributionSummary uploadSize;
  private final Timer receive;
  private final Timer queue;
  private final Timer check;

  RequestMeters(MeterRegistry registry) {
    this.registry = registry;
    uploadSize =
        DistributionSummary.builder("imagevault.upload.size")
            .description("files that arrived, as they were sent")
            .baseUnit("bytes")
            .serviceLevelObjectives(Buckets.BYTES)
            .register(registry);
    receive = stage("receive");
    queue = stage("queue");
    check = stage("check");
    // There from the start, so that an alert sees the first of them as an increase.
    for (String code : List.of("internal_error", "overloaded")) {
      problems.put(code, counter(code));
    }
  }

  private Timer stage(String stage) {
    return Timer.builder("imagevault.upload.stage")
        .description("what uploads spend their time on before a back end is called")
        .tag("stage", stage)
        .serviceLevelObjectives(Buckets.DURATIONS)
        .register(registry);
  }

  void count(AnsweredRequest request) {
    Kind kind = new Kind(request.method(), request.route().orElse(NO_ROUTE), request.status());
    requests.computeIfAbsent(kind, this::timer).record(request.duration());
    request.problem().ifPresent(code -> problems.computeIfAbsent(code, this::counter).increment());
    request.upload().ifPresent(this::count);
  }

  private void count(AnsweredRequest.Upload upload) {
    uploadSize.record(upload.fileSize());
    receive.record(upload.received());
    upload.waited().ifPresent(queue::record);
    upload.checked().ifPresent(check::record);
  }

  private Timer timer(Kind kind) {
    return Timer.builder("imagevault.http.requests")
        .description("requests answered, from their header to the end of the answer")
        .tag("method", kind.method())
        .tag("route", kind.route())
        .tag("status", Integer.toString(kind.status()))
        .serviceLevelObjectives(Buckets.DURATIONS)
        .register(registry);
  }

  private Counter counter(String code) {
    return Counter.builder("imagevault.http.problems")
        .description("requests refused or failed, by the code of the answer")
        .tag("code", code)
        .register(registry);
  }
}
