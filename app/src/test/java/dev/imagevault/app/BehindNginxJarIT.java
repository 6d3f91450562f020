package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances of the jar behind a real nginx, which repeats no request. */
class BehindNginxJarIT {

  private static final Path JAR = Path.of("target", "imagevault-server.jar").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** As the deployment guide has it. */
  private static final String KEEPALIVE =
      "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_request_buffering off;";

  @TempDir private static Path directory;
  private static LocalBackEnds backEnds;
  private static String token;

  @BeforeAll
  static void start() throws Exception {
    backEnds = new LocalBackEnds();
    token = Http.token(LocalBackEnds.SECRET, "7", Duration.ofHours(1));
  }

  @AfterAll
  static void stop() throws Exception {
    backEnds.close();
  }

  private static Child serve(String... settings) throws IOException {
    Map<String, String> environment = backEnds.environment();
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    return Child.startJar(JAR, directory, environment, "serve");
  }

  private static int port(Child serve) {
    return URI.create(serve.awaitOutput("imagevault listens on (http://\\S+)")).getPort();
  }

  private static String ready(int port) throws Exception {
    return ServeProcesses.ready("http://127.0.0.1:" + port);
  }

  /** Returns the whole answer to a request on a connection of its own. */
  private static String ask(int port, String line, String headers, byte[] body) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(
          (line
                  + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                  + token
                  + "\r\n"
                  + headers
                  + "\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String list(int port) throws IOException {
    return ask(port, "GET /api/profile/images?limit=10", "", new byte[0]);
  }

  private static String upload(int port, String path, String headers, byte[] body)
      throws IOException {
    return ask(
        port, "POST " + path, "Content-Type: multipart/form-data; boundary=x\r\n" + headers, body);
  }

  private static byte[] form(byte[] image) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        "--x\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    form.writeBytes(image);
    form.writeBytes("\r\n--x--\r\n".getBytes(StandardCharsets.US_ASCII));
    return form.toByteArray();
  }

  private static byte[] chunked(byte[] body) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += 100) {
      int length = Math.min(100, body.length - at);
      chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      chunks.write(body, at, length);
      chunks.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return chunks.toByteArray();
  }

  @Test
  void rollingRestartsLoseNoRequest() throws Exception {
    List<Child> instances = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      instances.add(serve("SHUTDOWN_DELAY", "10"));
    }
    ExecutorService users = Executors.newCachedThreadPool();
    List<Integer> serving = new ArrayList<>();
    try {
      List<Integer> ports = instances.stream().map(BehindNginxJarIT::port).toList();
      for (int port : ports) {
        await().atMost(PATIENCE).until(() -> ready(port), body -> body.startsWith("200"));
      }
      serving.addAll(ports.subList(0, 2));
      Path proxy = Files.createDirectory(directory.resolve("rolling"));
      try (Nginx nginx = Nginx.start(proxy, KEEPALIVE, serving)) {
        byte[] form = form(Pictures.png(8, 8));
        String length = "Content-Length: " + form.length + "\r\n";
        List<Future<List<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          boolean uploads = i == 0;
          answers.add(
              users.submit(
                  () -> {
                    List<String> all = new ArrayList<>();
                    while (!Thread.currentThread().isInterrupted() && !users.isShutdown()) {
                      String answer =
                          uploads
                              ? upload(nginx.port(), "/api/profile/upload-image", length, form)
                              : list(nginx.port());
                      all.add(answer.lines().findFirst().orElse("nothing"));
                    }
                    return all;
                  }));
        }
        for (int i = 0; i < 2; i++) {
          int old = ports.get(i);
          instances.get(i).terminate();
          // What an orchestrator does: readiness is looked at, and endpoints follow.
          await().atMost(PATIENCE).until(() -> ready(old), body -> body.startsWith("503"));
          serving.remove(Integer.valueOf(old));
          serving.add(ports.get(i + 2));
          nginx.lead(serving);
          assertThat(instances.get(i).exitCode()).isZero();
        }
        users.shutdown();
        for (Future<List<String>> some : answers) {
          assertThat(some.get())
              .as(nginx.complaints())
              .hasSizeGreaterThan(20)
              .allMatch(line -> line.matches("HTTP/1.1 20[01] .*"));
        }
      }
    } finally {
      users.shutdownNow();
      for (Child instance : instances) {
        instance.close();
      }
    }
  }

  @Test
  void uploadsComeThroughHoweverTheyAreProxied() throws Exception {
    byte[] form = form(Pictures.png(64, 64));
    String[] ways = {
      "", // HTTP/1.0 to the service, the whole body first
      "proxy_request_buffering off;",
      "proxy_http_version 1.1; proxy_request_buffering off;",
      KEEPALIVE
    };
    try (Child serve = serve("PATH_PREFIX", "/media", "MAX_FILE_SIZE", "1000000")) {
      int instance = port(serve);
      for (int i = 0; i < ways.length; i++) {
        Path proxy = Files.createDirectory(directory.resolve("proxied" + i));
        try (Nginx nginx = Nginx.start(proxy, ways[i], List.of(instance))) {
          for (int round = 0; round < 2; round++) {
            String path = "/media/api/profile/upload-image";
            String length = "Content-Length: " + form.length + "\r\n";
            assertThat(upload(nginx.port(), path, length, form))
                .as(ways[i])
                .startsWith("HTTP/1.1 201")
                .contains("Location: /media/api/profile/images/");
            assertThat(upload(nginx.port(), path, "Transfer-Encoding: chunked\r\n", chunked(form)))
                .as(ways[i])
                .startsWith("HTTP/1.1 201");
            byte[] large = new byte[8_000_000];
            assertThat(
                    upload(nginx.port(), path, "Content-Length: " + large.length + "\r\n", large))
                .as(ways[i])
                .startsWith("HTTP/1.1 413")
                .contains("\"code\":\"file_too_large\"");
            assertThat(list(nginx.port())).startsWith("HTTP/1.1 200").contains("\"data\":[{");
          }
        }
      }
    }
  }
}
