package dev.imagevault.app.metrics;

import dev.imagevault.SweepReport;
import dev.imagevault.port.Backlog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** What sweeps did, and what is left for them. Thread-safe. */
public final class SweepMeters {

  private final Timer done;
  private final Timer failed;
  private final Counter withdrawn;
  private final Counter removed;
  private final Counter kept;
  private final Counter left;
  private volatile Optional<Backlog> backlog = Optional.empty();

  SweepMeters(MeterRegistry registry) {
    done = timer(registry, "ok");
    failed = timer(registry, "failed");
    withdrawn = counter(registry, "withdrawn");
    removed = counter(registry, "removed");
    kept = counter(registry, "kept");
    left = counter(registry, "failed");
    gauge(registry, "pending", Backlog::pending);
    gauge(registry, "deleting", Backlog::deleting);
    TimeGauge.builder(
            "imagevault.unfinished.oldest",
            () -> backlog.map(b -> (double) b.oldest().toSeconds()).orElse(Double.NaN),
            TimeUnit.SECONDS)
        .description("age of the image that is unfinished for longest")
        .register(registry);
  }

  private static Timer timer(MeterRegistry registry, String outcome) {
    return Timer.builder("imagevault.sweep")
        .description("sweeps")
        .tag("outcome", outcome)
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, String outcome) {
    return Counter.builder("imagevault.sweep.images")
        .description("images that sweeps took up, by what became of them")
        .tag("outcome", outcome)
        .register(registry);
  }

  private void gauge(MeterRegistry registry, String status, ToLongFunction<Backlog> value) {
    Gauge.builder(
            "imagevault.unfinished.images",
            () -> backlog.map(b -> (double) value.applyAsLong(b)).orElse(Double.NaN))
        .description("images of all users that are not READY, as of the last sweep")
        .tag("status", status)
        .register(registry);
  }

  /** The sweep ended so. */
  public void swept(SweepReport report, Duration took) {
    done.record(took);
    withdrawn.increment(report.withdrawn());
    removed.increment(report.removed());
    kept.increment(report.kept());
    left.increment(report.failed());
  }

  /** The sweep could not ask the database. */
  public void failed(Duration took) {
    failed.record(took);
  }

  /** So much is unfinished; empty where the database cannot tell. */
  public void backlog(Optional<Backlog> now) {
    backlog = now;
  }
}
