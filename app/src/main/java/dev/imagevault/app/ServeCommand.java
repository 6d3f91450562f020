package dev.imagevault.app;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.service.Listening;
import dev.imagevault.app.service.Service;
import dev.imagevault.javalin.ImageServer;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The service in production: everything comes from the environment. */
@Command(
    name = "serve",
    description = "Runs the service, configured by the environment, until SIGTERM.")
final class ServeCommand implements Callable<Integer> {

  /** Made by the command line. */
  ServeCommand() {}

  @Override
  public Integer call() throws Exception {
    Environment environment = ProcessEnvironment.read();
    AppConfig config = AppConfig.read(environment);
    ProcessEnvironment.tellIgnored(environment);
    Listening.check(config.server());
    try (Lifecycle lifecycle = new Lifecycle(0)) {
      Metrics metrics = lifecycle.start(() -> new Metrics(Main.version()));
      ImageServer server =
          Service.start(config, lifecycle, Clock.systemUTC(), metrics, (routes, storage) -> {});
      String url = config.server().url(server.port());
      System.out.println("imagevault listens on " + url);
      lifecycle.started(Map.of("command", "serve", "version", Main.version(), "url", url));
      lifecycle.await();
    }
    return 0;
  }
}
