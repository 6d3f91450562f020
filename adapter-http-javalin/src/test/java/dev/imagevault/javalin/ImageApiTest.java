package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.UploadPolicy;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The routes in an application that was there before, with other routes and its own users. */
class ImageApiTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
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
              config.routes.error(404, context -> context.result("the host's own 404"));
              api.mount(config.routes, "/media");
            });
    host.start();
  }

  private static ImageVault vault() {
    return new ImageVault(
        new InMemoryImageStorage(CLOCK),
        new InMemoryUrlSigner(),
        new InMemoryImageRepository(CLOCK),
        UploadPolicy.DEFAULT,
        CLOCK);
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
