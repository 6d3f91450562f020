package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No user hurts the others: rate and quota, over HTTP. */
class FairUseTest {

  @TempDir private static Path directory;

  private static Backends backends;

  @BeforeAll
  static void start() throws Exception {
    backends = new Backends(directory.resolve("data"));
  }

  @AfterAll
  static void stop() throws Exception {
    backends.close();
  }

  @Test
  void aUserUploadsNoOftenerThanAllowed() throws Exception {
    try (RunningService service =
        new RunningService(backends, Map.of("RATE_LIMIT_UPLOADS", "2/d"))) {
      for (int status : new int[] {201, 201, 429}) {
        assertThat(service.user("often").upload(Pictures.png(8, 8)).statusCode()).isEqualTo(status);
      }
      assertThat(service.user("seldom").upload(Pictures.png(8, 8)).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void twoInstancesTogetherKeepAUserWithinTheNumberOfImages() throws Exception {
    Map<String, String> three = Map.of("MAX_IMAGES_PER_USER", "3");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (RunningService one = new RunningService(backends, three);
        RunningService other = new RunningService(backends, three)) {
      List<Callable<HttpResponse<String>>> uploads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        RunningService service = i % 2 == 0 ? one : other;
        uploads.add(() -> service.user("collector").upload(Pictures.png(8, 8)));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<HttpResponse<String>> answer : threads.invokeAll(uploads)) {
        statuses.add(answer.get().statusCode());
      }
      assertThat(statuses).containsExactlyInAnyOrder(201, 201, 201, 409, 409, 409, 409, 409);
      Http user = one.user("collector");
      assertThat(user.upload(Pictures.png(8, 8)).body()).contains("\"quota_exceeded\"");
      assertThat(user.send("DELETE", "/api/profile/images").body()).contains("\"count\":3");
      assertThat(user.upload(Pictures.png(8, 8)).statusCode()).isEqualTo(201);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aUserKeepsNoMoreBytesThanAllowed() throws Exception {
    int size = Pictures.png(8, 8).length;
    String two = Integer.toString(2 * size + size / 2);
    try (RunningService service = new RunningService(backends, Map.of("MAX_BYTES_PER_USER", two))) {
      for (int status : new int[] {201, 201, 409}) {
        assertThat(service.user("hoarder").upload(Pictures.png(8, 8)).statusCode())
            .isEqualTo(status);
      }
    }
  }
}
