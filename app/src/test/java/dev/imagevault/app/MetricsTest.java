package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators see of a service on a real database and a real store. */
class MetricsTest {

  private static LocalBackEnds backEnds;
  private static RunningService service;
  private static Http user;

  @BeforeAll
  static void start() throws Exception {
    backEnds = new LocalBackEnds();
    Map<String, String> more =
        Map.of(
            "SWEEP_INTERVAL",
            "1",
            "SWEEP_DELAY",
            "3",
            "VARIANTS",
            "thumb:64",
            "VARIANT_ISOLATION",
            "best");
    service = new RunningService(backEnds, more);
    user = service.user("7");
    user.upload("no image".getBytes(StandardCharsets.UTF_8));
    await().until(() -> value(problems("unsupported_media_type")) > 0);
    await().until(() -> service.metrics().contains("# TYPE imagevault_rendering_seconds"));
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    backEnds.close();
  }

  /** Returns the values of all series, by name and labels; those of the JVM's own moods aside. */
  private static Map<String, Double> series() {
    return service
        .metrics()
        .lines()
        .filter(line -> !line.startsWith("#") && !line.startsWith("jvm_"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.lastIndexOf(' ')),
                line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
  }

  private static double value(String series) {
    return series().getOrDefault(series, 0.0);
  }

  private static String calls(String backEnd, String operation) {
    return "imagevault_backend_seconds_count{backend=\"%s\",operation=\"%s\"}"
        .formatted(backEnd, operation);
  }

  private static String requests(String method, String route, int status) {
    return "imagevault_http_requests_seconds_count{method=\"%s\",route=\"%s\",status=\"%s\"}"
        .formatted(method, route, status);
  }

  private static String problems(String code) {
    return "imagevault_http_problems_total{code=\"" + code + "\"}";
  }

  @Test
  void anUploadIsSeenInEveryStage() throws Exception {
    byte[] picture = Pictures.png(40, 30);
    Map<String, Double> before = series();
    assertThat(user.upload(picture).statusCode()).isEqualTo(201);
    String request = requests("POST", "/api/profile/upload-image", 201);
    await().until(() -> value(request) > before.getOrDefault(request, 0.0));
    Map<String, Double> after = series();
    for (String one :
        new String[] {
          request,
          calls("database", "insert"),
          calls("storage", "put"),
          calls("database", "publish"),
          calls("signer", "sign"),
          "imagevault_upload_stage_seconds_count{stage=\"receive\"}",
          "imagevault_upload_stage_seconds_count{stage=\"queue\"}",
          "imagevault_upload_stage_seconds_count{stage=\"check\"}",
          "imagevault_upload_size_bytes_count"
        }) {
      assertThat(after.get(one) - before.getOrDefault(one, 0.0)).as(one).isEqualTo(1);
    }
    String bytes = "imagevault_upload_size_bytes_sum";
    assertThat(after.get(bytes) - before.get(bytes)).isEqualTo(picture.length);
  }

  @Test
  void whatIsRefusedIsCountedByItsReason() throws Exception {
    double before = value(problems("unsupported_media_type"));
    user.upload("no image".getBytes(StandardCharsets.UTF_8));
    await().until(() -> value(problems("unsupported_media_type")) == before + 1);
    assertThat(series().keySet())
        .noneMatch(name -> name.contains("no image") || name.contains("a.png"));
  }

  @Test
  void nobodyMakesSeriesWithoutEnd() throws Exception {
    String missing = requests("GET", "/api/profile/images/{id}", 404);
    user.send("GET", "/api/profile/images/1000000");
    stranger(1, "M0", "/p0");
    stranger(1, "GET", "/p0");
    stranger(1, "GET", "/api/p0");
    await().until(() -> value(problems("unauthorized")) > 0 && value(missing) > 0);
    int before = series().size();
    double found = value(missing);
    int many = 2_500;
    stranger(many, "M%d", "/p%d?q=%d");
    stranger(many, "GET", "/api/p%d");
    stranger(many, "GET", "/page/p%d");
    StringBuilder ids = new StringBuilder();
    for (int n = 0; n < many; n++) {
      ids.append(request("GET", "/api/profile/images/2" + n, user.authorization()));
    }
    send(ids.toString(), many);
    await().until(() -> value(missing) == found + many);
    assertThat(series().size()).isEqualTo(before);
  }

  private static void stranger(int count, String method, String path) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int n = 0; n < count; n++) {
      String number = Integer.toString(n);
      requests.append(
          request(method.replace("%d", number), path.replace("%d", number), "X-Number: " + n));
    }
    send(requests.toString(), count);
  }

  private static String request(String method, String path, String header) {
    return method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n";
  }

  /** Sends all requests on one connection, and reads all answers. */
  private static void send(String requests, int count) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(service.url()).getPort())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      Thread sender =
          new Thread(
              () -> {
                try {
                  out.write(requests.getBytes(StandardCharsets.US_ASCII));
                  out.flush();
                } catch (IOException e) {
                  // Fewer answers will come than are waited for.
                }
              });
      sender.start();
      InputStream in = socket.getInputStream();
      byte[] begin = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
      int matched = 0;
      int answers = 0;
      byte[] buffer = new byte[65536];
      while (answers < count) {
        int read = in.read(buffer);
        assertThat(read).as("after " + answers + " answers").isPositive();
        for (int i = 0; i < read; i++) {
          matched = buffer[i] == begin[matched] ? matched + 1 : buffer[i] == begin[0] ? 1 : 0;
          if (matched == begin.length) {
            answers++;
            matched = 0;
          }
        }
      }
    }
  }

  @Test
  void theSweepersWorkAndWhatIsLeftOfItAreSeen() throws Exception {
    await().until(() -> value("imagevault_sweep_seconds_count{outcome=\"ok\"}") > 0);
    String upload = user.upload(Pictures.png(8, 8)).body();
    double removed = value("imagevault_sweep_images_total{outcome=\"removed\"}");
    backEnds.sql(
        "update user_images set status = 'DELETING', put_started_at = null,"
            + " next_attempt_at = now() + interval '1 hour' where id = "
            + Http.member(upload, "id"));
    await().until(() -> value("imagevault_unfinished_images{status=\"deleting\"}") == 1);
    backEnds.sql("update user_images set next_attempt_at = now() where status = 'DELETING'");
    await().until(() -> value("imagevault_sweep_images_total{outcome=\"removed\"}") == removed + 1);
    await().until(() -> value("imagevault_unfinished_images{status=\"deleting\"}") == 0);
  }

  @Test
  void whatIsRenderedAndWhatWaitsIsSeen() throws Exception {
    double done = value("imagevault_rendering_images_total{outcome=\"done\"}");
    double variants = value("imagevault_rendering_variants_total");
    assertThat(user.upload(Pictures.png(80, 60)).statusCode()).isEqualTo(201);
    await()
        .until(() -> value("imagevault_rendering_images_total{outcome=\"done\"}"), is -> is > done);
    assertThat(value("imagevault_rendering_variants_total")).isGreaterThan(variants);
    assertThat(series().entrySet())
        .anySatisfy(
            entry -> {
              assertThat(entry.getKey())
                  .matches(
                      "imagevault_rendering_seconds_count.engine=\"(vips|jdk)\",format=\"png\".");
              assertThat(entry.getValue()).isPositive();
            });
    assertThat(value(calls("database", "variant_publish"))).isPositive();
    assertThat(value(calls("database", "rendering_claim"))).isPositive();
    await().until(() -> series().get("imagevault_unrendered_images{status=\"waiting\"}") == 0);
  }

  @Test
  void poolsThreadsMemoryAndTheJvmAreSeen() {
    assertThat(series())
        .containsKeys(
            "hikaricp_connections_active{pool=\"imagevault\"}",
            "hikaricp_connections_pending{pool=\"imagevault\"}",
            "imagevault_http_threads",
            "imagevault_http_threads_max",
            "imagevault_http_connections",
            "imagevault_http_in_flight",
            "imagevault_upload_memory_used_bytes",
            "imagevault_upload_memory_max_bytes",
            "imagevault_info{version=\"test\"}",
            "process_uptime_seconds",
            "process_cpu_usage");
    assertThat(service.metrics())
        .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads ", "jvm_gc_");
  }

  @Test
  void everyMetricOfOursIsInTheReadmeAndNoOther() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    assertThat(
            service
                .metrics()
                .lines()
                .filter(line -> line.startsWith("# TYPE imagevault_"))
                .map(line -> line.split(" ")[2])
                .filter(name -> !name.endsWith("_max"))
                .toList())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(readme).contains("| `" + name));
    assertThat(
            readme
                .lines()
                .filter(line -> line.startsWith("| `imagevault_"))
                .map(line -> line.substring(3).split("[`{]")[0])
                .toList())
        .isNotEmpty()
        .allSatisfy(name -> assertThat(service.metrics()).contains("# TYPE " + name + " "));
  }
}
