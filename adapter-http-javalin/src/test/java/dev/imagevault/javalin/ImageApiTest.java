package dev.imagevault.javalin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes in an application that was there before, with other routes and its own users. */
class ImageApiTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final OwnerId ANN = new OwnerId("ann");
  private static ImageApi api;
  private static Javalin host;

  @BeforeAll
  static void start() {
    ImageVault vault = vault();
    api =
        new ImageApi(
            vault,
            context -> {
              String user = context.header("X-User");
              if (user == null) {
                throw new UnauthorizedException("Log in first", "Cookie");
              }
              if (user.equals("unknown as yet")) {
                throw new AuthenticationUnavailableException("Ask again later");
              }
              return new OwnerId(user);
            },
            ImageApiOptions.DEFAULT.withUploadMemory(16 << 20),
            CLOCK);
    host =
        Javalin.create(
            config -> {
              config.jetty.host = "127.0.0.1";
              config.jetty.port = 0;
              config.router.contextPath = "/app";
              config.routes.get("/hello", context -> context.result("hello"));
              config.routes.get("/mediation", context -> context.result("not the API's"));
              config.routes.get("/fault", ImageApiTest::fail);
              config.routes.before(context -> context.header("X-Before", "host"));
              config.routes.after(context -> context.header("X-After", "host"));
              for (int status : new int[] {400, 401, 405, 415}) {
                config.routes.error(status, context -> context.result("the host's own error"));
              }
              config.routes.error(404, context -> context.result("the host's own 404"));
              config.routes.exception(
                  Exception.class, (e, context) -> context.status(500).result("the host's own"));
              api.mount(config.routes, "/media");
            });
    host.start();
  }

  private static void fail(Context context) {
    throw new IllegalStateException("a fault of the host on " + context.path());
  }

  private static ImageVault vault() {
    return ImageVault.builder()
        .storage(new InMemoryImageStorage(CLOCK))
        .urls(new InMemoryUrlSigner())
        .records(new InMemoryImageRepository(CLOCK))
        .clock(CLOCK)
        .build();
  }

  @AfterAll
  static void stop() {
    host.stop();
    api.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.port() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void imagesLiveUnderTheChosenPathOfTheHostsOwnUsers() throws Exception {
    Form form = new Form().file("image", "a.png", Pictures.png(100_000));
    HttpResponse<String> created =
        send(form.post(request("/app/media/profile/upload-image").header("X-User", "ann")));
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    assertThat(created.body()).contains("\"userId\":\"ann\"");
    String location = created.headers().firstValue("Location").orElseThrow();
    assertThat(location).isEqualTo("/app/media/profile/images/1");
    assertThat(send(request(location).header("X-User", "ann")).statusCode()).isEqualTo(200);
    assertThat(send(request(location).header("X-User", "bob")).body())
        .contains("\"image_not_found\"");
  }

  @Test
  void theHostsOtherRoutesAreUntouched() throws Exception {
    HttpResponse<String> hello = send(request("/app/hello"));
    assertThat(hello.body()).isEqualTo("hello");
    assertThat(hello.headers().firstValue("X-Request-Id")).isEmpty();
    assertThat(send(request("/app/mediation")).body()).isEqualTo("not the API's");
    assertThat(send(request("/app/nothing")).body()).isEqualTo("the host's own 404");
  }

  @Test
  void theHostsAuthenticationDecidesFirst() throws Exception {
    for (String path : new String[] {"/app/media", "/app/media/x", "/app/media/profile/images"}) {
      HttpResponse<String> answer = send(request(path));
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Cookie");
      assertThat(answer.body()).contains("\"code\":\"unauthorized\"", "Log in first");
    }
  }

  @Test
  void whoCannotBeAuthenticatedAtTheMomentIsToldToComeAgain() throws Exception {
    HttpResponse<String> answer =
        send(request("/app/media/profile/images").header("X-User", "unknown as yet"));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).contains("\"overloaded\"", "Ask again later");
  }

  @Test
  void theHostsHandlersOfErrorsAndExceptionsDoNotReplaceProblems() throws Exception {
    Form none = new Form().field("text", "no file");
    Form foreign = new Form().file("image", "a.txt", "no image".getBytes(UTF_8));
    assertProblem(
        none.post(request("/app/media/profile/upload-image").header("X-User", "ann")),
        "missing_file");
    assertProblem(
        foreign.post(request("/app/media/profile/upload-image").header("X-User", "ann")),
        "unsupported_media_type");
    assertProblem(
        request("/app/media/profile/images?limit=x").header("X-User", "ann"), "invalid_request");
    assertProblem(request("/app/media/nothing").header("X-User", "ann"), "not_found");
    assertProblem(
        request("/app/media/profile/images").header("X-User", "ann").PUT(BodyPublishers.noBody()),
        "method_not_allowed");
    assertThat(send(request("/app/fault")).body()).isEqualTo("the host's own");
  }

  private static void assertProblem(HttpRequest.Builder request, String code) throws Exception {
    HttpResponse<String> answer = send(request);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void handlersBeforeAreCalledAndThoseAfterTouchNoProblem() throws Exception {
    HttpResponse<String> listing =
        send(request("/app/media/profile/images").header("X-User", "ann"));
    assertThat(listing.statusCode()).isEqualTo(200);
    assertThat(listing.headers().firstValue("X-Before")).contains("host");
    HttpResponse<String> absent =
        send(request("/app/media/profile/images/999").header("X-User", "ann"));
    assertThat(absent.headers().firstValue("X-Before")).contains("host");
    assertThat(absent.headers().firstValue("X-After")).isEmpty();
  }

  @Test
  void afterClosingRequestsAreAnsweredWith503() throws Exception {
    ImageApi closed = new ImageApi(vault(), it -> ANN, ImageApiOptions.DEFAULT, CLOCK);
    Javalin other =
        Javalin.create(
            config -> {
              config.jetty.host = "127.0.0.1";
              config.jetty.port = 0;
              closed.mount(config.routes, "/a/b");
            });
    try {
      other.start();
      closed.close();
      String path = "http://127.0.0.1:" + other.port() + "/a/b/profile/upload-image";
      Form form = new Form().file("image", "a.png", Pictures.png(100_000));
      HttpResponse<String> answer = send(form.post(HttpRequest.newBuilder(URI.create(path))));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    } finally {
      other.stop();
    }
  }

  @ParameterizedTest
  @CsvSource({"X-Nobody: ann, 401", "X-User: ann, 413"})
  void whoStillSendsSeesWhyAnUploadIsRefused(String header, int status) throws Exception {
    int moreThanTheKernelHolds = 32 << 20;
    try (RawConnection client = new RawConnection(host.port())) {
      client.send(upload(header, moreThanTheKernelHolds));
      assertThat(client.answer()).startsWith("HTTP/1.1 " + status).contains("Connection: close");
      client.send(new byte[moreThanTheKernelHolds]);
      assertThat(client.line()).isEmpty();
    }
  }

  @Test
  void whoStillSendsSeesWhyAFormIsRefused() throws Exception {
    int length = 6 << 20;
    byte[] malformed = new Form().part("no form", new byte[10]).bytes();
    try (RawConnection client = new RawConnection(host.port())) {
      client.send(upload("X-User: ann", length)).send(malformed);
      assertThat(client.answer()).startsWith("HTTP/1.1 400").contains("Connection: close");
      client.send(new byte[length - malformed.length]);
      assertThat(client.line()).isEmpty();
    }
  }

  private static String upload(String header, int length) {
    return "POST /app/media/profile/upload-image HTTP/1.1\r\nHost: x\r\n"
        + header
        + "\r\nContent-Type: "
        + Form.CONTENT_TYPE
        + "\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "media", "/media/", "/{tenant}", "/a//b", "/a/*"})
  void aPathThatIsNotLiteralSegmentsIsRefused(String path) {
    Javalin.create(
        config ->
            assertThatIllegalArgumentException()
                .isThrownBy(() -> api.mount(config.routes, path))
                .withMessageContaining("such as /api"));
  }

  @Test
  void memoryForLessThanOneFileIsRefused() {
    ImageVault vault = vault();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ImageApi(
                    vault,
                    context -> new OwnerId("1"),
                    ImageApiOptions.DEFAULT.withUploadMemory((5 << 20) - 1),
                    CLOCK))
        .withMessageContaining("uploadMemory");
  }
}
