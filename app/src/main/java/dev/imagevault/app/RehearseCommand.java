package dev.imagevault.app;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.process.StartException;
import dev.imagevault.app.service.Service;
import dev.imagevault.javalin.ImageServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Runs the service for a while for nobody, so that the JVM writes down what it learns of it (<a
 * href="https://openjdk.org/jeps/514">JEP 514</a>, <a href="https://openjdk.org/jeps/515">JEP
 * 515</a>): which classes it needs, and what of it is worth compiling. A {@code serve} that is
 * given that starts sooner, and needs less time to become quick.
 */
@Command(
    name = "rehearse",
    description = {
      "Runs the service on a port of its own and puts it through 3,200 uploads, and as many of every"
          + " other request, of made-up users, whose images it deletes again, so that the JVM learns"
          + " what serve does.",
      "Run it as 'java -XX:AOTCacheOutput=imagevault.aot -jar imagevault-server.jar rehearse', on"
          + " JDK 25 or later, and serve with -XX:AOTCache=imagevault.aot.",
      "Takes the environment of serve."
    })
final class RehearseCommand implements Callable<Integer> {

  private static final int IMAGES_PER_USER = 100;

  /** Fewer, and the JVM does not find all of it worth compiling. */
  private static final int ROUNDS = 4;

  private static final Duration TOKEN_TTL = Duration.ofHours(1);

  /** What would refuse the made-up users, what they would cost, and what is for others to see. */
  private static final List<Variable> LEFT_OUT =
      List.of(
          Variable.ADMIN_PORT,
          Variable.PAGE,
          Variable.MAX_FILE_SIZE,
          Variable.MAX_PIXELS,
          Variable.UPLOAD_MEMORY,
          Variable.MAX_IMAGES_PER_USER,
          Variable.MAX_BYTES_PER_USER,
          Variable.RATE_LIMIT_UPLOADS,
          Variable.VARIANTS,
          Variable.VARIANT_WORKERS,
          Variable.CLOUDFRONT_DISTRIBUTION_ID,
          Variable.JWT_SECRET_PREVIOUS,
          Variable.JWT_PUBLIC_KEY,
          Variable.JWKS_URL);

  /** Made by the command line. */
  RehearseCommand() {}

  @Override
  public Integer call() throws Exception {
    if (ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .noneMatch(option -> option.startsWith("-XX:AOT"))) {
      throw new StartException(
          ExitCode.USAGE,
          "nothing would be kept of a rehearsal: run it on JDK 25 or later, with"
              + " -XX:AOTCacheOutput=imagevault.aot before -jar",
          null);
    }
    AppConfig config = AppConfig.read(rehearsing(ProcessEnvironment.read()));
    TokenMint mint = new TokenMint(config.tokens(), Clock.systemUTC());
    PrintStream log = System.err;
    try (Lifecycle lifecycle = new Lifecycle(ExitCode.FAILURE)) {
      Metrics metrics = lifecycle.start(() -> new Metrics(Main.version()));
      ImageServer server =
          Service.start(config, lifecycle, Clock.systemUTC(), metrics, (routes, storage) -> {});
      URI url = URI.create(config.server().url(server.port()));
      Rehearsal rehearsal =
          lifecycle.start(() -> new Rehearsal(url, user -> mint.mint(user, TOKEN_TTL)));
      // The JVM has to learn of logging too, but thousands of lines are of use to nobody.
      System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
      try {
        for (int round = 1; round <= ROUNDS; round++) {
          System.out.println("Rehearsing, " + round + " of " + ROUNDS);
          rehearsal.run(IMAGES_PER_USER);
        }
      } catch (StartException e) {
        // Images are left then, and that they could not be deleted has to be told.
        System.setErr(log);
        throw e;
      }
    } finally {
      System.setErr(log);
    }
    System.out.println("Rehearsed; the images are deleted. The JVM writes what it has learned.");
    return 0;
  }

  private static Environment rehearsing(Environment serve) {
    Environment rehearsing = serve;
    for (Variable variable : LEFT_OUT) {
      rehearsing = rehearsing.without(variable);
    }
    return rehearsing
        .with(Variable.HOST, "127.0.0.1")
        .with(Variable.PORT, "0")
        // Nobody else can come as one of the users.
        .with(Variable.JWT_SECRET, UUID.randomUUID() + "" + UUID.randomUUID());
  }
}
