package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Deleted means deleted at the edge too, where the distribution is named. */
class EdgeCacheTest {

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile boolean down = true;

  @Test
  void theEdgeForgetsWhatWasDeletedOnceItCanBeTold() throws Exception {
    HttpServer cloudFront =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cloudFront.createContext("/", this::answer);
    cloudFront.start();
    Map<String, String> more =
        Map.of(
            "CLOUDFRONT_DISTRIBUTION_ID",
            "EDFDVBD6EXAMPLE",
            "AWS_ENDPOINT_URL_CLOUDFRONT",
            "http://127.0.0.1:" + cloudFront.getAddress().getPort(),
            "SWEEP_INTERVAL",
            "1",
            "SWEEP_DELAY",
            "3");
    try (LocalBackEnds backEnds = new LocalBackEnds();
        RunningService service = new RunningService(backEnds, more)) {
      Http user = service.user("1");
      String image = user.upload(Pictures.png(8, 8)).body();
      String path = "/api/profile/images/" + Http.member(image, "id");
      assertThat(user.send("DELETE", path).statusCode()).isEqualTo(200);
      assertThat(user.send("GET", path).statusCode()).isEqualTo(404);
      await().atMost(Duration.ofMinutes(1)).until(() -> !requests.isEmpty());
      down = false;
      String sent = "<Path>/" + Http.member(image, "s3Key") + "</Path>";
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> requests.stream().filter(r -> r.contains(sent)).count() >= 2);
      assertThat(requests)
          .allMatch(r -> r.startsWith("POST /2020-05-31/distribution/EDFDVBD6EXAMPLE/"));
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () -> assertThat(backEnds.count("select count(*) from user_images")).isZero());
    } finally {
      cloudFront.stop(0);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
    byte[] answer =
        "<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>"
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(down ? 503 : 201, down ? -1 : answer.length);
    if (!down) {
      exchange.getResponseBody().write(answer);
    }
    exchange.close();
  }
}
