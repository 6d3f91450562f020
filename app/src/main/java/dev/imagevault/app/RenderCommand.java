package dev.imagevault.app;

import dev.imagevault.app.config.RenderConfig;
import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.service.Listening;
import dev.imagevault.app.service.RenderService;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes variants in a process that has no key: whoever takes a decoder over finds none. */
@Command(
    name = "render",
    description = {
      "Makes the variants that any instance of serve names, until SIGTERM, in a process that holds"
          + " no signing key and no token secret: it refuses to start with one.",
      "Takes the environment of serve, of which it needs the database and the store; VARIANT_…"
          + " says how, and ADMIN_PORT has its health and metrics. It never migrates the database."
    })
final class RenderCommand implements Callable<Integer> {

  @Option(
      names = "--retry-failed",
      description = "First of all, let images that could not be rendered wait again.")
  private boolean retryFailed;

  /** Made by the command line. */
  RenderCommand() {}

  @Override
  public Integer call() throws Exception {
    RenderConfig config = RenderConfig.read(ProcessEnvironment.read());
    Listening.checkAdmin(config.server());
    try (Lifecycle lifecycle = new Lifecycle(0)) {
      Metrics metrics = lifecycle.start(() -> new Metrics(Main.version()));
      RenderService.start(config, retryFailed, lifecycle, Clock.systemUTC(), metrics);
      System.out.println("imagevault makes variants");
      lifecycle.started(Map.of("command", "render", "version", Main.version()));
      lifecycle.await();
    }
    return 0;
  }
}
