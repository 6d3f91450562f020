package dev.imagevault.app;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.service.Service;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.ImageServer;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The service in this process, as {@code serve} runs it. */
public final class RunningService implements AutoCloseable {

  private final Lifecycle lifecycle = new Lifecycle(0);
  private final AppConfig config;
  private final Metrics metrics;
  private final String url;

  /** Starts it with what the back ends' environment and this one say. */
  public RunningService(LocalBackEnds backEnds, Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(backEnds.environment());
    environment.putAll(more);
    metrics = lifecycle.start(() -> new Metrics("test"));
    config = AppConfig.read(new Environment(environment));
    ImageServer server =
        Service.start(config, lifecycle, Clock.systemUTC(), metrics, (routes, storage) -> {});
    url = config.server().url(server.port());
  }

  public String url() {
    return url;
  }

  /** Returns all metrics, as Prometheus reads them. */
  public String metrics() {
    return metrics.text();
  }

  /** Returns what a user with a token does. */
  public Http user(String id) {
    TokenMint mint = new TokenMint(config.tokens(), Clock.systemUTC());
    return new Http(url, mint.mint(new OwnerId(id), Duration.ofMinutes(9)));
  }

  @Override
  public void close() {
    lifecycle.close();
  }
}
