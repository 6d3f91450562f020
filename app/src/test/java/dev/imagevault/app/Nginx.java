package dev.imagevault.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A real nginx in front of some instances, with a bare configuration and nothing repeated. */
final class Nginx implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");

  private final Path directory;
  private final int port;
  private final String location;
  private final Process process;

  private Nginx(Path directory, String location, List<Integer> instances) throws IOException {
    this.directory = directory;
    this.location = location;
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    configure(instances);
    this.process =
        new ProcessBuilder(command())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
  }

  /**
   * Returns one that is listening; where none is installed, the test is skipped.
   *
   * @param directory an empty one
   * @param location what the location has beside {@code proxy_pass}
   */
  static Nginx start(Path directory, String location, List<Integer> instances) throws IOException {
    assumeTrue(Files.isExecutable(PROGRAM), "no nginx: install Debian's package nginx-light");
    Nginx nginx = new Nginx(directory, location, instances);
    await()
        .ignoreExceptions()
        .until(
            () -> {
              new Socket("127.0.0.1", nginx.port).close();
              return true;
            });
    return nginx;
  }

  int port() {
    return port;
  }

  /** From now on these are asked, and no others; what is under way is finished. */
  void lead(List<Integer> instances) throws Exception {
    configure(instances);
    Process reload = new ProcessBuilder(command("-s", "reload")).redirectErrorStream(true).start();
    String said = new String(reload.getInputStream().readAllBytes());
    if (reload.waitFor() != 0) {
      throw new AssertionError(said);
    }
  }

  private Path log() {
    return directory.resolve("log");
  }

  private String[] command(String... more) {
    String[] command = {
      PROGRAM.toString(), "-p", directory + "/", "-c", directory.resolve("conf").toString()
    };
    String[] all = new String[command.length + more.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }

  private void configure(List<Integer> instances) throws IOException {
    String servers =
        instances.stream()
            .map(instance -> "server 127.0.0.1:" + instance + " max_fails=0;")
            .collect(Collectors.joining(" "));
    String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
    Files.writeString(
        directory.resolve("conf"),
        """
        %s
        daemon off;
        worker_processes 1;
        pid nginx.pid;
        error_log stderr warn;
        events {}
        http {
          access_log off;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          client_max_body_size 0;
          proxy_next_upstream off;
          upstream imagevault { %s keepalive 16; }
          server {
            listen 127.0.0.1:%d backlog=1024;
            location / { proxy_pass http://imagevault/; %s }
            location /media/ { proxy_pass http://imagevault/; %s }
          }
        }
        """
            .formatted(user, servers, port, location, location));
  }

  /** Returns what it complained of. */
  String complaints() throws IOException {
    return Files.readString(log());
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    process.waitFor();
  }
}
