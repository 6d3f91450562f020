package dev.imagevault.app.metrics;

import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.imagevault.javalin.ImageServer;
import dev.imagevault.javalin.telemetry.AnsweredRequest;
import dev.imagevault.javalin.telemetry.ServerLoad;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.port.VariantRepository;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;

/**
 * All metrics of one process, as Prometheus reads them. Labels have few values, whatever is asked
 * for, so that nobody can make series without end. Thread-safe.
 */
public final class Metrics implements AutoCloseable {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final RequestMeters requests = new RequestMeters(registry);
  private final RenderingMeters renderings = new RenderingMeters(registry);

  /**
   * Those of the JVM are there at once.
   *
   * @param version of this program
   */
  public Metrics(String version) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
    Gauge.builder("imagevault.info", () -> 1)
        .description("which release this is")
        .tag("version", version)
        .register(registry);
  }

  /** Returns the store, measured from now on. */
  public ImageStorage measured(ImageStorage storage) {
    return new MeasuredStorage(storage, registry);
  }

  /** Returns the repository, measured from now on. */
  public ImageRepository measured(ImageRepository repository) {
    return new MeasuredRepository(repository, registry);
  }

  /** Returns the repository, measured from now on. */
  public VariantRepository measured(VariantRepository variants) {
    return new MeasuredVariants(variants, registry);
  }

  /** Returns the queue, measured from now on. */
  public RenderingQueue measured(RenderingQueue queue) {
    return new MeasuredQueue(queue, registry);
  }

  /** Returns the direct uploads, measured from now on. */
  public UploadRepository measured(UploadRepository uploads) {
    return new MeasuredUploads(uploads, registry);
  }

  /** Returns the signer, measured from now on. */
  public UrlSigner measured(UrlSigner signer) {
    return new MeasuredSigner(signer, registry);
  }

  /** Returns the edge, measured from now on. */
  public EdgeInvalidation measured(EdgeInvalidation edge) {
    return new MeasuredEdge(edge, registry);
  }

  /** Returns what measures a pool of database connections. */
  public MetricsTrackerFactory pool() {
    return new MicrometerMetricsTrackerFactory(registry);
  }

  /**
   * Returns what is told of each sweep. Call it once, in a process that sweeps: from one that never
   * does, zeros would look like sweeps that fail.
   */
  public SweepMeters sweeps() {
    return new SweepMeters(registry);
  }

  /** Returns what is told of each rendering. */
  public RenderingMeters renderings() {
    return renderings;
  }

  /** The request is counted. */
  public void count(AnsweredRequest request) {
    requests.count(request);
  }

  /**
   * The server's load is shown from now on.
   *
   * @param uploadMemory bytes that its uploads may hold
   */
  public void observe(ImageServer server, long uploadMemory) {
    load(server, "imagevault.http.in.flight", "requests being answered", ServerLoad::requests);
    load(server, "imagevault.http.connections", "connections open", ServerLoad::connections);
    load(server, "imagevault.http.threads", "threads at work", ServerLoad::threads);
    load(server, "imagevault.http.threads.max", "threads at the most", ServerLoad::maxThreads);
    load(server, "imagevault.http.queue", "tasks that wait for a thread", ServerLoad::queued);
    load(
        server,
        "imagevault.upload.memory.used",
        "heap that uploads in flight hold",
        ServerLoad::uploadMemory);
    load(
        server,
        "imagevault.upload.memory.max",
        "heap that uploads in flight may hold (UPLOAD_MEMORY)",
        load -> uploadMemory);
  }

  private void load(
      ImageServer server, String name, String description, ToDoubleFunction<ServerLoad> value) {
    Gauge.builder(name, () -> value.applyAsDouble(server.load()))
        .description(description)
        .baseUnit(name.contains("memory") ? "bytes" : null)
        .register(registry);
  }

  /** Returns all of them, in Prometheus's text format 0.0.4. */
  public String text() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
