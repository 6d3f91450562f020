package dev.imagevault.app.config;

import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.javalin.RateLimit;
import dev.imagevault.javalin.telemetry.TrustedProxies;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the service listens and answers.
 *
 * @param host address it listens on
 * @param port 0 for any free one
 * @param adminPort of a second listener at the same address, for operators; 0 for any free one
 * @param uploadMemory bytes of heap that uploads in flight may hold
 * @param shutdownGrace that requests under way get to finish
 * @param shutdownDelay in which connections are still taken after SIGTERM
 * @param idleTimeout after which an idle connection is closed
 * @param requestTimeout within which a body must have arrived
 * @param corsOrigins whose pages may call the API
 * @param trustedProxies whose word on a client's address counts
 * @param pathPrefix where a proxy shows the service, such as {@code /media}, or empty
 * @param uploadRate how often each user may upload; empty for any number of times
 * @param page whether the gallery page is served
 */
public record ServerConfig(
    String host,
    int port,
    OptionalInt adminPort,
    long uploadMemory,
    Duration shutdownGrace,
    Duration shutdownDelay,
    Duration idleTimeout,
    Duration requestTimeout,
    List<String> corsOrigins,
    TrustedProxies trustedProxies,
    String pathPrefix,
    Optional<RateLimit> uploadRate,
    boolean page) {

  private static final String EVERYWHERE = "0.0.0.0";
  private static final int DEFAULT_PORT = 8080;
  private static final int MAX_PORT = 65535;

  private static final Pattern ORIGIN =
      Pattern.compile("https?://(?:[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");

  private static final Pattern PATH = Pattern.compile("(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+");

  private static final Pattern RATE = Pattern.compile("([0-9]{1,9})/([smhd])");

  /** Returns what the environment says; every problem is the reader's. */
  static ServerConfig read(ConfigReader reader, VaultPolicy policy) {
    long oneFile = policy.maxFileSize();
    int port = Math.toIntExact(reader.number(Variable.PORT, DEFAULT_PORT, 0, MAX_PORT));
    long quarter = Runtime.getRuntime().maxMemory() / 4;
    return new ServerConfig(
        reader.text(Variable.HOST).orElse(EVERYWHERE),
        port,
        adminPort(reader, port),
        reader.number(Variable.UPLOAD_MEMORY, Math.max(quarter, oneFile), oneFile, Long.MAX_VALUE),
        reader.seconds(
            Variable.SHUTDOWN_GRACE, Duration.ofSeconds(20), Duration.ZERO, Duration.ofHours(1)),
        reader.seconds(Variable.SHUTDOWN_DELAY, Duration.ZERO, Duration.ZERO, Duration.ofHours(1)),
        reader.seconds(
            Variable.IDLE_TIMEOUT,
            Duration.ofSeconds(75),
            Duration.ofSeconds(1),
            Duration.ofHours(1)),
        reader.seconds(
            Variable.REQUEST_TIMEOUT,
            Duration.ofMinutes(2),
            Duration.ofSeconds(1),
            Duration.ofHours(1)),
        reader.optional(Variable.CORS_ORIGINS, ServerConfig::origins).orElse(List.of()),
        reader
            .optional(Variable.TRUSTED_PROXIES, TrustedProxies::parse)
            .orElse(TrustedProxies.NONE),
        reader.optional(Variable.PATH_PREFIX, ServerConfig::pathPrefix).orElse(""),
        reader.optional(Variable.RATE_LIMIT_UPLOADS, ServerConfig::rate),
        reader.either(Variable.PAGE, false, "on", "off"));
  }

  /**
   * Returns where to ask an instance of this environment how it is: at the port for operators, if
   * there is one, else at the other.
   *
   * @throws ConfigException it cannot be told, since any free port is asked for, or it is malformed
   */
  public static InetSocketAddress health(Environment environment) {
    ConfigReader reader = new ConfigReader(environment);
    int port = Math.toIntExact(reader.number(Variable.PORT, DEFAULT_PORT, 0, MAX_PORT));
    int asked = adminPort(reader, port).orElse(port);
    if (asked == 0) {
      Variable variable = reader.has(Variable.ADMIN_PORT) ? Variable.ADMIN_PORT : Variable.PORT;
      reader.problem(variable, "is 0, any free port: set one, so that it can be asked");
    }
    reader.finish();
    return InetSocketAddress.createUnresolved(reader.text(Variable.HOST).orElse(EVERYWHERE), asked);
  }

  private static OptionalInt adminPort(ConfigReader reader, int port) {
    int adminPort = Math.toIntExact(reader.number(Variable.ADMIN_PORT, -1, 0, MAX_PORT));
    if (adminPort > 0 && adminPort == port) {
      reader.problem(Variable.ADMIN_PORT, "is the same as PORT: choose another one");
    }
    return adminPort < 0 ? OptionalInt.empty() : OptionalInt.of(adminPort);
  }

  /** Returns the URL that a browser on this machine reaches this port at. */
  public String url(int boundPort) {
    boolean everywhere = host.equals(EVERYWHERE) || host.equals("::");
    String name = everywhere ? "localhost" : host.contains(":") ? "[" + host + "]" : host;
    return "http://" + name + ":" + boundPort;
  }

  private static String pathPrefix(String text) {
    if (!PATH.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "is no path such as /media: segments of letters, digits and ._~-, a slash before each");
    }
    return text;
  }

  private static RateLimit rate(String text) {
    Matcher rate = RATE.matcher(text);
    if (!rate.matches() || Long.parseLong(rate.group(1)) == 0) {
      throw new IllegalArgumentException("is no rate, such as 5/s, 60/m, 1000/h or 10000/d");
    }
    Duration period =
        switch (rate.group(2)) {
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          default -> Duration.ofDays(1);
        };
    return new RateLimit(Long.parseLong(rate.group(1)), period);
  }

  private static List<String> origins(String text) {
    List<String> origins =
        Arrays.stream(text.split(",")).map(String::strip).filter(o -> !o.isEmpty()).toList();
    if (!origins.stream().allMatch(origin -> ORIGIN.matcher(origin).matches())) {
      throw new IllegalArgumentException(
          "has an entry that is no origin, such as https://app.example.com: in lower case, without"
              + " a path");
    }
    return origins;
  }
}
