package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.Upload;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.port.ImageRepository;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ListingTest {

  private static final int IMAGES = 350;
  private static final Faults<ImageRepository> REPOSITORY =
      Faults.in(ImageRepository.class, new InMemoryImageRepository(Clock.systemUTC()));
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.repository = REPOSITORY.adapter;
    server = builder.start();
    byte[] picture = Pictures.png();
    for (int i = 0; i < IMAGES; i++) {
      server.vault.upload(new OwnerId("1"), Upload.of(picture).named("a"));
    }
    server.vault.upload(new OwnerId("2"), Upload.of(picture).named("a"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void heal() {
    REPOSITORY.heal();
  }

  private static JsonNode listed(String query) throws Exception {
    HttpResponse<String> answer = server.get("/api/profile/images" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    return new ObjectMapper().readTree(answer.body());
  }

  private static List<Long> ids(JsonNode listing) {
    List<Long> ids = new ArrayList<>();
    listing.get("data").forEach(image -> ids.add(image.get("id").asLong()));
    return ids;
  }

  private static List<Long> fromTo(long newest, long oldest) {
    return LongStream.rangeClosed(oldest, newest).map(i -> newest + oldest - i).boxed().toList();
  }

  @Test
  void withoutParametersAllImagesAreListedNewestFirst() throws Exception {
    JsonNode all = listed("");
    assertThat(ids(all)).isEqualTo(fromTo(IMAGES, 1));
    assertThat(all.has("nextCursor")).isFalse();
    assertThat(all.get("message").asText()).isEqualTo("Images retrieved successfully");
  }

  @Test
  void pagesFollowEachOtherWithoutGapOrRepeat() throws Exception {
    for (int limit : new int[] {1, 99, 100, 101, 349, 350, 351, 1000}) {
      if (limit == 1) {
        assertThat(ids(listed("?limit=1"))).containsExactly((long) IMAGES);
        continue;
      }
      List<Long> ids = new ArrayList<>();
      JsonNode page = listed("?limit=" + limit);
      ids.addAll(ids(page));
      while (page.has("nextCursor")) {
        assertThat(page.get("data")).hasSize(limit);
        page = listed("?cursor=" + page.get("nextCursor").asText() + "&limit=" + limit);
        ids.addAll(ids(page));
      }
      assertThat(ids).as("limit " + limit).isEqualTo(fromTo(IMAGES, 1));
    }
  }

  @Test
  void aCursorAloneMeansPagesOfAHundred() throws Exception {
    JsonNode page = listed("?cursor=" + (IMAGES + 1));
    assertThat(page.get("data")).hasSize(100);
    assertThat(page.has("nextCursor")).isTrue();
  }

  @Test
  void aCursorOnlySelectsAPositionInOnesOwnList() throws Exception {
    assertThat(ids(listed("?cursor=9007199254740991&limit=2")))
        .isEqualTo(fromTo(IMAGES, IMAGES - 1));
    assertThat(ids(listed("?cursor=1"))).isEmpty();
  }

  @Test
  void aHeadOfAListingComputesNoElements() throws Exception {
    AtomicInteger pages = new AtomicInteger();
    REPOSITORY.before("page", pages::incrementAndGet);
    HttpRequest.Builder head =
        server.request("/api/profile/images").method("HEAD", HttpRequest.BodyPublishers.noBody());
    HttpResponse<String> answer = server.send(head);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
    assertThat(pages).hasValue(0);
  }

  @Test
  void aHeadOfAnImageAnswersAsAGetWithoutItsBody() throws Exception {
    String body = server.get("/api/profile/images/1").body();
    HttpRequest.Builder head =
        server.request("/api/profile/images/1").method("HEAD", HttpRequest.BodyPublishers.noBody());
    HttpResponse<String> answer = server.send(head);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(body.length());
  }

  @Test
  void aFailureInTheMiddleBreaksTheConnection() throws Exception {
    AtomicInteger pages = new AtomicInteger();
    REPOSITORY.before(
        "page",
        () -> {
          if (pages.incrementAndGet() == 3) {
            throw new BackEndException(
                BackEndException.BackEnd.DATABASE,
                BackEndException.Failure.UNAVAILABLE,
                "gone",
                null);
          }
          return null;
        });
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(
          "GET /api/profile/images HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + TestServer.token("1")
              + "\r\n\r\n");
      String answer = raw.rest();
      assertThat(answer.startsWith("HTTP/1.1 200")).isTrue();
      assertThat(answer.contains("\"id\":" + (IMAGES - 150) + ",")).isTrue();
      assertThat(answer.contains("]}")).isFalse();
      assertThat(answer.endsWith("0\r\n\r\n")).isFalse();
    }
    assertThat(pages).hasValue(3);
  }

  @Test
  void theFirstImagesArriveBeforeTheLastAreRead() throws Exception {
    AtomicInteger pages = new AtomicInteger();
    CountDownLatch firstSeen = new CountDownLatch(1);
    REPOSITORY.before(
        "page",
        () -> {
          if (pages.incrementAndGet() == 2) {
            firstSeen.await();
          }
          return null;
        });
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(
          "GET /api/profile/images HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
              + "Authorization: Bearer "
              + TestServer.token("1")
              + "\r\n\r\n");
      assertThat(raw.line()).isEqualTo("HTTP/1.1 200 OK");
      firstSeen.countDown();
      String rest = raw.rest();
      assertThat(rest.contains("\"id\":1,")).isTrue();
      assertThat(rest.endsWith("]}\r\n0\r\n\r\n")).isTrue();
    }
  }
}
