package dev.imagevault.javalin;

import static dev.imagevault.javalin.Refusal.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.OwnerId;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What deletes cannot be asked for by accident. */
class NothingByAccidentTest {

  private static final String IMAGES = "/api/profile/images";

  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.otherRoutes =
        routes -> {
          routes.get("/", context -> context.result("page"));
          routes.get("/other", context -> context.result("other"));
          routes.head("/other", context -> context.result("other"));
        };
    server = builder.start();
    for (int i = 0; i < 2; i++) {
      assertThat(server.upload(Pictures.png()).statusCode()).isEqualTo(201);
    }
  }

  @AfterEach
  void nothingIsDeleted() {
    assertThat(server.vault.list(new OwnerId("1"), ImageCursor.NEWEST, 10).images()).hasSize(2);
    server.close();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return server.send(server.request(path).method(method, BodyPublishers.noBody()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "?",
        "?all",
        "?all=",
        "?all=TRUE",
        "?all=True",
        "?all=false",
        "?all=1",
        "?all=true%20",
        "?all=true;",
        "?All=true",
        "?all=true&all=true",
        "?all=true&all=false",
        "?all=true&all",
        "?all[]=true",
        "?id=1",
      })
  void allAreDeletedOnlyWhereThatIsSaid(String query) throws Exception {
    refused(400, "invalid_request", send("DELETE", IMAGES + query));
  }

  @Test
  void aFormDoesNotSayIt() throws Exception {
    HttpResponse<String> answer =
        server.send(
            server
                .request(IMAGES)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method("DELETE", BodyPublishers.ofString("all=true")));
    refused(400, "invalid_request", answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "//", "/1/", "//1", "/1//", "/1/signed-url/", "/;", "/1;a", ";a"})
  void aPathThatIsNotExactlyThatIsAnother(String end) throws Exception {
    for (String query : new String[] {"", "?all=true"}) {
      HttpResponse<String> answer = send("DELETE", IMAGES + end + query);
      assertThat(answer.statusCode()).as(end).isEqualTo(404);
    }
    assertThat(send("GET", IMAGES + end).statusCode()).as(end).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/profile/images%2F?all=true",
        "/api/profile/images/%2e?all=true",
        "/api/profile/./images?all=true",
        "/api/profile/x/../images?all=true",
        "/api/profile/images/.?all=true",
        "/api/profile/images/1/..?all=true",
        "/api/profile/Images?all=true",
        "/API/profile/images?all=true",
        "/api//profile/images?all=true",
        "//api/profile/images?all=true",
        "/api;a/profile/images?all=true",
        "/api/profile/images%00?all=true",
        "/api/profile/images%20?all=true",
        "/api/profile/images#?all=true",
      })
  void noSpellingOfAnotherPathDeletes(String path) throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(
          "DELETE "
              + path
              + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
              + TestServer.token("1")
              + "\r\n\r\n");
      assertThat(raw.answer()).matches("(?s)HTTP/1.1 40[04] .*");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-HTTP-Method-Override",
        "x-http-method-override",
        "X-HTTP-Method",
        "X-Method-Override"
      })
  void noHeaderChoosesTheMethod(String header) throws Exception {
    HttpResponse<String> get =
        server.send(server.request(IMAGES + "?all=true").header(header, "DELETE"));
    assertThat(get.statusCode()).isEqualTo(200);
    assertThat(get.body()).contains("\"data\":[{");
    assertThat(server.send(server.request(IMAGES + "/1").header(header, "DELETE")).statusCode())
        .isEqualTo(200);
    assertThat(server.send(server.request(IMAGES).header(header, "HEAD")).body()).contains("data");
    HttpResponse<String> post =
        server.send(
            server
                .request(IMAGES + "?all=true&_method=DELETE")
                .header(header, "DELETE")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("_method=DELETE")));
    refused(405, "method_not_allowed", post);
    assertThat(server.send(server.request("/other").header(header, "POST")).body())
        .isEqualTo("other");
    assertThat(
            server
                .send(server.request("/other").header(header, "GET").POST(BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(405);
  }

  @Test
  void besideTheApiPathsAndMethodsAreAsStrict() throws Exception {
    for (String path :
        new String[] {"/other/", "/openapi.json/", "/docs/", "/other//", "//", "/docs/docs.js/"}) {
      refused(404, "not_found", send("GET", path));
    }
    for (String path : new String[] {"/other", "/openapi.json", "/docs", "/docs/docs.js"}) {
      for (String method : new String[] {"POST", "DELETE", "PUT", "OPTIONS", "FOO"}) {
        HttpResponse<String> answer = refused(405, "method_not_allowed", send(method, path));
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
      }
    }
    refused(405, "method_not_allowed", send("POST", "/"));
  }
}
