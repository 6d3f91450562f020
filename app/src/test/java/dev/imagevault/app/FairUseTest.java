package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No user hurts the others: rate and quota, over HTTP. */
class FairUseTest {

  private static final String ROWS = "select count(*) from user_images where user_id = 'leaver'";

  private static LocalBackEnds backEnds;

  @BeforeAll
  static void start() throws Exception {
    backEnds = new LocalBackEnds();
  }

  @AfterAll
  static void stop() throws Exception {
    backEnds.close();
  }

  @Test
  void aUserUploadsNoOftenerThanAllowed() throws Exception {
    try (RunningService service =
        new RunningService(backEnds, Map.of("RATE_LIMIT_UPLOADS", "2/d"))) {
      for (int status : new int[] {201, 201}) {
        assertThat(service.user("often").upload(Pictures.png(8, 8)).statusCode()).isEqualTo(status);
      }
      HttpResponse<String> refused = service.user("often").upload(Pictures.png(8, 8));
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("\"code\":\"too_many_requests\"");
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow())
          .isBetween(40_000L, 43_200L);
      assertThat(service.user("seldom").upload(Pictures.png(8, 8)).statusCode()).isEqualTo(201);
    }
  }

  @Test
  void twoInstancesTogetherKeepAUserWithinTheNumberOfImages() throws Exception {
    Map<String, String> three = Map.of("MAX_IMAGES_PER_USER", "3");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (RunningService one = new RunningService(backEnds, three);
        RunningService other = new RunningService(backEnds, three)) {
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
      assertThat(user.send("DELETE", "/api/profile/images?all=true").body())
          .contains("\"count\":3");
      assertThat(user.upload(Pictures.png(8, 8)).statusCode()).isEqualTo(201);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aUserKeepsNoMoreBytesThanAllowed() throws Exception {
    int size = Pictures.png(8, 8).length;
    String two = Integer.toString(2 * size + size / 2);
    try (RunningService service = new RunningService(backEnds, Map.of("MAX_BYTES_PER_USER", two))) {
      for (int status : new int[] {201, 201, 409}) {
        assertThat(service.user("hoarder").upload(Pictures.png(8, 8)).statusCode())
            .isEqualTo(status);
      }
    }
  }

  @Test
  void anUploadUnderWayWhenAllIsDeletedFailsAndLeavesNothing() throws Exception {
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try (Wire toS3 = Wire.listen()) {
      toS3.leadTo(URI.create(backEnds.environment().get("AWS_ENDPOINT_URL_S3")).getPort());
      Map<String, String> held =
          Map.of("AWS_ENDPOINT_URL_S3", toS3.url(), "SWEEP_INTERVAL", "1", "SWEEP_DELAY", "60");
      try (RunningService service = new RunningService(backEnds, held)) {
        Http user = service.user("leaver");
        assertThat(user.upload(Pictures.png(8, 8)).statusCode()).isEqualTo(201);
        toS3.holdRequestsAfter(0);
        Future<HttpResponse<String>> upload = threads.submit(() -> user.upload(Pictures.png(9, 9)));
        await().until(() -> backEnds.count(ROWS + " and status = 'PENDING'") == 1);
        HttpResponse<String> answer = user.send("DELETE", "/api/profile/images?all=true");
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).contains("\"count\":1");
        toS3.restore();
        assertThat(upload.get().statusCode()).as(upload.get().body()).isEqualTo(409);
        assertThat(upload.get().body()).contains("\"withdrawn\"");
        assertThat(user.send("GET", "/api/profile/images").body()).contains("\"data\":[]");
        assertThat(backEnds.count(ROWS + " and status <> 'DELETING'")).isZero();
        await().atMost(Duration.ofMinutes(1)).until(() -> objects("leaver") == 0);
        assertThat(user.upload(Pictures.png(10, 10)).statusCode()).isEqualTo(201);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static long objects(String user) throws IOException {
    Path users = backEnds.bucket().resolve("users");
    try (Stream<Path> files = Files.walk(users.resolve(user))) {
      return files.filter(Files::isRegularFile).count();
    } catch (NoSuchFileException | UncheckedIOException e) {
      // A directory went together with its last object.
      return 0;
    }
  }
}
