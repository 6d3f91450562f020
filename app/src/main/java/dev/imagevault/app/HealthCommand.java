package dev.imagevault.app;

import dev.imagevault.app.config.ServerConfig;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Asks the instance of this environment how it is. It knows two answers only, since Docker knows no
 * other.
 */
@Command(
    name = "health",
    description = {
      "Asks the instance that the same environment configures whether it lives: at ADMIN_PORT if"
          + " that is set, else at PORT.",
      "Exits with 0 if it does, else with 1. For containers, which have no curl."
    },
    exitCodeOnInvalidInput = ExitCode.FAILURE)
final class HealthCommand implements Callable<Integer> {

  private static final int CONNECT_TIMEOUT_MS = 1500;
  private static final int READ_TIMEOUT_MS = 3000;
  private static final int MAX_ANSWER = 4096;

  @Option(names = "--ready", description = "Ask whether it is ready for requests.")
  private boolean ready;

  /** Made by the command line. */
  HealthCommand() {}

  @Override
  public Integer call() {
    try {
      InetSocketAddress address = ServerConfig.health(ProcessEnvironment.read());
      System.out.println(ask(address));
      return 0;
    } catch (StartException e) {
      throw new StartException(ExitCode.FAILURE, String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns what it says of itself. */
  private String ask(InetSocketAddress address) {
    String where = "";
    IOException unreachable = new IOException("no address");
    for (String host : hosts(address.getHostString())) {
      where = "http://" + host + ":" + address.getPort() + "/health/" + (ready ? "ready" : "live");
      try {
        return answer(where);
      } catch (IOException e) {
        unreachable = e;
      }
    }
    throw new StartException(
        ExitCode.FAILURE,
        "nothing answers at " + where + " (" + unreachable.getMessage() + ")",
        null);
  }

  /** It listens everywhere, perhaps on IPv4 only, or on IPv6 only. */
  private static List<String> hosts(String host) {
    return switch (host) {
      case "0.0.0.0" -> List.of("127.0.0.1");
      case "::" -> List.of("[::1]", "127.0.0.1");
      default -> List.of(host.contains(":") ? "[" + host + "]" : host);
    };
  }

  private static String answer(String url) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url).toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(CONNECT_TIMEOUT_MS);
    connection.setReadTimeout(READ_TIMEOUT_MS);
    connection.setInstanceFollowRedirects(false);
    int status = connection.getResponseCode();
    String answer = body(connection, status);
    if (status != HttpURLConnection.HTTP_OK) {
      throw new StartException(ExitCode.FAILURE, url + " answers " + status + " " + answer, null);
    }
    return answer;
  }

  private static String body(HttpURLConnection connection, int status) throws IOException {
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return body == null
          ? ""
          : new String(body.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8)
              .replaceAll("\\p{Cntrl}", " ");
    }
  }
}
