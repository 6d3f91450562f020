package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.eclipse.jetty.http.UriCompliance;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The routes in an application that takes paths in every spelling that can be had. */
class LenientHostTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final OwnerId ANN = new OwnerId("ann");
  private static ImageVault vault;
  private static ImageApi api;
  private static Javalin host;

  @BeforeAll
  static void start() throws Exception {
    vault =
        ImageVault.builder()
            .storage(new InMemoryImageStorage(CLOCK))
            .urls(new InMemoryUrlSigner())
            .records(new InMemoryImageRepository(CLOCK))
            .clock(CLOCK)
            .build();
    vault.upload(ANN, Upload.of(Pictures.png()).named("a.png"));
    api = new ImageApi(vault, context -> ANN, ImageApiOptions.DEFAULT, CLOCK);
    host =
        Javalin.create(
            config -> {
              config.jetty.host = "127.0.0.1";
              config.jetty.port = 0;
              config.jetty.modifyHttpConfiguration(
                  http -> http.setUriCompliance(UriCompliance.UNSAFE));
              config.router.contextPath = "/app";
              config.router.treatMultipleSlashesAsSingleSlash = true;
              config.router.caseInsensitiveRoutes = true;
              config.http.prefer405over404 = true;
              api.mount(config.routes, "/media");
            });
    host.start();
  }

  @AfterAll
  static void stop() {
    host.stop();
    api.close();
  }

  private static String answer(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port())) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(
              (request + "\r\nHost: x\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      try (InputStream in = socket.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  private static void assertNothingIsDeleted(String answer) {
    assertThat(vault.list(ANN, ImageCursor.NEWEST, 10).images()).as(answer).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/app/media/profile/images",
        "/app/media/profile/images/?all=true",
        "/app/media/profile/images//?all=true",
        "/app/media/profile//images?all=true",
        "/app/media//profile/images?all=true",
        "/app//media/profile/images?all=true",
        "/app/media/profile/IMAGES?all=true",
        "/app/MEDIA/profile/images?all=true",
        "/app/media/profile/images;a?all=true",
        "/app/media/profile/images/;?all=true",
        "/app/media;/profile/images?all=true",
        "/app/media/profile/images%2F?all=true",
        "/app/media/profile%2Fimages?all=true",
        "/app/media/profile/images/%2e?all=true",
        "/app/media/profile/images/.?all=true",
        "/app/media/profile/images/1/..?all=true",
        "/app/media/profile/images/1/?all=true",
        "/app/media/profile/images/1/%2e?all=true",
        "/app/media/x/../profile/images?all=true",
      })
  void noOtherSpellingDeletes(String path) throws Exception {
    String answer = answer("DELETE " + path + " HTTP/1.1");
    assertThat(answer).matches("(?s)HTTP/1.1 (400|404|405) .*");
    assertNothingIsDeleted(answer);
  }

  @Test
  void noHeaderChoosesTheMethod() throws Exception {
    for (String method : new String[] {"GET", "HEAD", "POST", "OPTIONS", "FOO"}) {
      for (String path : new String[] {"images?all=true", "images/1"}) {
        String answer =
            answer(
                method
                    + " /app/media/profile/"
                    + path
                    + " HTTP/1.1\r\nX-HTTP-Method-Override: DELETE");
        assertThat(answer).matches("(?s)HTTP/1.1 40[05] .*");
        assertNothingIsDeleted(answer);
      }
    }
    String unknown = answer("GET /app/media/profile/images HTTP/1.1\r\nX-HTTP-Method-Override: A");
    assertThat(unknown).startsWith("HTTP/1.1 400").contains("The request line alone");
  }

  @Test
  void theSpellingOfTheDocumentIsTaken() throws Exception {
    assertThat(answer("GET /app/media/profile/images HTTP/1.1")).startsWith("HTTP/1.1 200");
    assertThat(answer("GET /app/media/profile/images HTTP/1.1\r\nX-HTTP-Method-Override: GET"))
        .startsWith("HTTP/1.1 200");
  }
}
