package dev.imagevault.javalin;

import static dev.imagevault.javalin.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.Upload;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every row of the table of errors that is not of uploads alone, over HTTP. */
class ApiErrorsTest {

  private static final String UPLOAD = "/api/profile/upload-image";
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Faults<ImageRepository> REPOSITORY =
      Faults.in(ImageRepository.class, new InMemoryImageRepository(CLOCK));
  private static final Faults<ImageStorage> STORAGE =
      Faults.in(ImageStorage.class, new InMemoryImageStorage(CLOCK));
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.repository = REPOSITORY.adapter;
    builder.storage = STORAGE.adapter;
    server = builder.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void heal() {
    REPOSITORY.heal();
    STORAGE.heal();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=+1",
        "limit=01",
        "limit=1.0",
        "limit=",
        "limit",
        "limit=ten",
        "limit=%zz",
        "limit=1&limit=2",
        "limit=99999999999999999999",
        "cursor=",
        "cursor=abc",
        "cursor=0",
        "cursor=-1",
        "cursor=1x",
        "cursor=9007199254740992",
        "cursor=1&cursor=2",
        "limit=10&cursor=%00",
      })
  void malformedQueries(String query) throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(
          "GET /api/profile/images?"
              + query
              + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + TestServer.token("1")
              + "\r\n\r\n");
      assertThat(raw.answer()).startsWith("HTTP/1.1 400").contains("\"code\":\"invalid_request\"");
    }
  }

  @Test
  void unauthorized() throws Exception {
    for (String header :
        new String[] {
          "",
          "Authorization: \r\n",
          "Authorization: Bearer\r\n",
          "Authorization: Bearer x\r\n",
          "Authorization: Basic dXNlcjpwYXNz\r\n",
          "Authorization: " + TestServer.token("1") + "\r\n",
          "Authorization: Bearer " + TestServer.token("1") + " x\r\n",
          "Authorization: Bearer " + TestServer.token("1") + ", Basic x\r\n",
          "Authorization: Bearer "
              + TestServer.token("1")
              + "\r\n"
              + "Authorization: Bearer "
              + TestServer.token("1")
              + "\r\n",
          "Cookie: token=" + TestServer.token("1") + "\r\n",
        }) {
      try (RawConnection raw = new RawConnection(server)) {
        raw.send("GET /api/profile/images?token=x HTTP/1.1\r\nHost: x\r\n" + header + "\r\n");
        assertThat(raw.answer())
            .as(header)
            .startsWith("HTTP/1.1 401")
            .containsIgnoringCase("\nWWW-Authenticate: Bearer ")
            .contains("\"code\":\"unauthorized\"");
      }
    }
  }

  @Test
  void theSchemeIsReadInAnyCase() throws Exception {
    for (String scheme : new String[] {"Bearer", "bearer", "BEARER", "bEaReR"}) {
      assertThat(
              server
                  .send(
                      HttpRequest.newBuilder(server.uri("/api/profile/images"))
                          .header("Authorization", scheme + " " + TestServer.token("1")))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void authenticationComesBeforeEverythingElse() throws Exception {
    for (String path :
        new String[] {"/api", "/api/", "/api/nothing", "/api/profile/images/1", UPLOAD}) {
      for (String method : new String[] {"GET", "POST", "PUT", "DELETE", "OPTIONS", "FOO"}) {
        HttpRequest request =
            HttpRequest.newBuilder(server.uri(path))
                .method(method, HttpRequest.BodyPublishers.ofString("x".repeat(100)))
                .build();
        refused(
            401, "unauthorized", server.client.send(request, HttpResponse.BodyHandlers.ofString()));
      }
    }
  }

  @Test
  void imagesThatAreNotOnesOwn() throws Exception {
    String body = null;
    long foreign =
        server.vault.upload(new OwnerId("2"), Upload.of(Pictures.png()).named("a")).id().value();
    for (String id :
        new String[] {
          Long.toString(foreign),
          "999999",
          "0",
          "-1",
          "1x",
          "x",
          "1.0",
          "01",
          "1%00",
          "9007199254740992",
          "99999999999999999999999",
          "1;x=y",
          "null"
        }) {
      for (String path : new String[] {id, id + "/signed-url"}) {
        HttpResponse<String> answer = server.send(server.request("/api/profile/images/" + path));
        if (id.contains("%00") || id.contains(";")) {
          assertThat(answer.statusCode()).isIn(400, 404);
          continue;
        }
        refused(404, "image_not_found", answer);
        String same = answer.body().replaceAll("\"(instance|requestId)\":\"[^\"]*\"", "");
        assertThat(body == null ? same : body).isEqualTo(same);
        body = same;
      }
      if (!id.contains("%") && !id.contains(";")) {
        refused(
            404,
            "image_not_found",
            server.send(server.request("/api/profile/images/" + id).DELETE()));
      }
    }
  }

  @Test
  void noSuchRouteAndNoSuchMethod() throws Exception {
    refused(404, "not_found", server.get("/api"));
    refused(404, "not_found", server.get("/api/profile"));
    refused(404, "not_found", server.get("/api/profile/images/1/2"));
    refused(404, "not_found", server.get("/api/profile/images/1/signed-url/x"));
    assertThat(server.get("/nothing").statusCode()).isEqualTo(404);
    allowed("GET", UPLOAD, "POST");
    allowed("PUT", "/api/profile/images", "DELETE, GET, HEAD");
    allowed("OPTIONS", "/api/profile/images", "DELETE, GET, HEAD");
    allowed("FOO", "/api/profile/images/1", "DELETE, GET, HEAD");
    allowed("PATCH", "/api/profile/images/1", "DELETE, GET, HEAD");
    allowed("POST", "/api/profile/images/1/signed-url", "GET, HEAD");
    allowed("TRACE", "/api/profile/images/1/signed-url", "GET, HEAD");
  }

  private static void allowed(String method, String path, String allow) throws Exception {
    HttpResponse<String> answer =
        server.send(
            server.request(path).method(method, HttpRequest.BodyPublishers.ofString("a body")));
    refused(405, "method_not_allowed", answer);
    assertThat(answer.headers().firstValue("Allow")).contains(allow);
  }

  @Test
  void storageFailures() throws Exception {
    byte[] picture = Pictures.png();
    STORAGE.before("put", () -> fail(BackEnd.STORAGE, Failure.REFUSED));
    refused(502, "storage_error", server.upload(picture));
    STORAGE.before("put", () -> fail(BackEnd.STORAGE, Failure.UNAVAILABLE));
    refused(503, "storage_unavailable", server.upload(picture));
    STORAGE.before("put", () -> fail(BackEnd.STORAGE, Failure.UNKNOWN));
    refused(503, "storage_unavailable", server.upload(picture));
  }

  @Test
  void databaseFailures() throws Exception {
    for (String method : new String[] {"insert", "page", "find", "delete", "deleteAll"}) {
      REPOSITORY.before(method, () -> fail(BackEnd.DATABASE, Failure.UNAVAILABLE));
    }
    refused(503, "database_unavailable", server.upload(Pictures.png()));
    refused(503, "database_unavailable", server.get("/api/profile/images"));
    refused(503, "database_unavailable", server.get("/api/profile/images/1"));
    refused(503, "database_unavailable", server.get("/api/profile/images/1/signed-url"));
    refused(
        503, "database_unavailable", server.send(server.request("/api/profile/images/1").DELETE()));
    refused(
        503,
        "database_unavailable",
        server.send(server.request("/api/profile/images?all=true").DELETE()));
  }

  @Test
  void faultsOfOurs() throws Exception {
    REPOSITORY.before(
        "page",
        () -> {
          throw new IllegalStateException("SELECT secret FROM somewhere");
        });
    HttpResponse<String> answer = refused(500, "internal_error", server.get("/api/profile/images"));
    assertThat(answer.body()).doesNotContain("SELECT", "IllegalState");
    REPOSITORY.before(
        "page",
        () -> {
          throw new StackOverflowError("SELECT secret FROM somewhere");
        });
    answer = refused(500, "internal_error", server.get("/api/profile/images"));
    assertThat(answer.body()).doesNotContain("SELECT", "StackOverflow");
  }

  private static Object fail(BackEnd backEnd, Failure failure) {
    throw new BackEndException(backEnd, failure, "the operator's words", null);
  }
}
