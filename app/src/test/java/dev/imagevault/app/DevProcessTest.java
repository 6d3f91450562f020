package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer does on the first day: one data directory through its life. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DevProcessTest {

  private static final String URL = "imagevault listens on (http://\\S+)";
  private static final Map<String, String> ANY_PORT = Map.of("PORT", "0");

  @TempDir private static Path directory;

  private static Child dev;
  private static String url;
  private static String token;
  private static byte[] picture;
  private static String upload;

  @AfterAll
  static void stop() throws Exception {
    if (dev != null) {
      dev.close();
    }
  }

  private static void start() throws Exception {
    dev = Child.start(directory, ANY_PORT, "dev");
    url = dev.awaitOutput(URL);
    token = dev.awaitOutput("Bearer (\\S+)'");
  }

  @Test
  @Order(1)
  void thePrintedCurlLineUploadsAndTheEdgeShowsWhatWasUploaded() throws Exception {
    start();
    picture = Pictures.png(320, 200);
    Files.write(directory.resolve("photo.jpg"), picture);
    String curl = dev.awaitOutput("(curl .*)");
    Path answer = directory.resolve("answer.json");
    Process process =
        new ProcessBuilder("sh", "-c", curl)
            .directory(directory.toFile())
            .redirectOutput(answer.toFile())
            .start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    upload = Files.readString(answer);
    String signed = Http.member(upload, "cloudfrontUrl");
    assertThat(signed).startsWith(url + "/cdn/users/1/images/");
    assertThat(Http.get(signed).body()).isEqualTo(picture);
    assertThat(Http.get(signed.replaceFirst("Signature=.", "Signature=*")).statusCode())
        .isEqualTo(403);
  }

  @Test
  @Order(2)
  void itTellsWhatItUses() throws Exception {
    assertThat(dev.out())
        .contains("its own PostgreSQL")
        .contains("its own S3 server")
        .contains("its own CloudFront")
        .contains(directory.resolve(".imagevault").toRealPath().toString());
    assertThat(dev.err()).doesNotContain("DEBUG").doesNotContain("ERROR").doesNotContain(token);
  }

  @Test
  @Order(3)
  void itHasMetrics() throws Exception {
    assertThat(new String(Http.get(url + "/metrics").body(), StandardCharsets.UTF_8))
        .contains("imagevault_upload_size_bytes_count 1");
  }

  @Test
  @Order(3)
  void aSecondOneOnTheSameDataIsRefusedInOneLine() throws Exception {
    try (Child second = Child.start(directory, ANY_PORT, "dev")) {
      assertThat(second.exitCode()).isEqualTo(2);
      assertThat(second.err().lines()).hasSize(1).allMatch(line -> line.contains("another dev"));
    }
  }

  @Test
  @Order(4)
  void aBusyPortIsRefusedInOneLine(@TempDir Path elsewhere) throws Exception {
    String port = url.substring(url.lastIndexOf(':') + 1);
    try (Child second = Child.start(elsewhere, Map.of("PORT", port), "dev")) {
      assertThat(second.exitCode()).isEqualTo(2);
      assertThat(second.err().lines()).hasSize(1).allMatch(line -> line.contains(":" + port));
    }
  }

  private static int health(String... more) throws Exception {
    String[] arguments =
        more.length == 0 ? new String[] {"health"} : new String[] {"health", more[0]};
    Map<String, String> environment = Map.of("PORT", url.substring(url.lastIndexOf(':') + 1));
    try (Child health = Child.start(directory, environment, arguments)) {
      return health.exitCode();
    }
  }

  @Test
  @Order(4)
  void whoeverComesByAnotherNameIsRefused() throws Exception {
    for (String path :
        new String[] {"/", "/metrics", "/health/live", "/api/profile/images", "/cdn/x"}) {
      assertThat(status(path, "evil.example")).as(path).isEqualTo(421);
      assertThat(status(path, "localhost.evil.example:80")).as(path).isEqualTo(421);
      for (String own :
          new String[] {"localhost", "LOCALHOST:1", "127.0.0.1:99", "[::1]", "[::1]:5"}) {
        assertThat(status(path, own)).as(path + " of " + own).isNotEqualTo(421);
      }
    }
  }

  private static int status(String path, String host) throws Exception {
    URI address = URI.create(url);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path
                      + " HTTP/1.1\r\nHost: "
                      + host
                      + "\r\nAuthorization: Bearer "
                      + token
                      + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Integer.parseInt(answer.substring(9, 12));
    }
  }

  @Test
  @Order(5)
  void healthTellsThatItLivesAndIsReady() throws Exception {
    assertThat(health()).isZero();
    assertThat(health("--ready")).isZero();
  }

  @Test
  @Order(5)
  void aTokenOfTheTokenCommandIsBelieved() throws Exception {
    try (Child command = Child.start(directory, Map.of(), "token", "--user", "1")) {
      assertThat(command.exitCode()).isZero();
      assertThat(command.out().lines()).hasSize(1);
      assertThat(new Http(url, command.out().strip()).send("GET", "/api/profile/images").body())
          .contains(Http.member(upload, "s3Key"));
    }
  }

  @Test
  @Order(6)
  void operatorsCommandsAreAboutTheRunningDev() throws Exception {
    VariantUser user = new VariantUser(new Http(url, token));
    user.awaitVariant(Http.member(upload, "id"), "thumb", "ready");
    user.awaitVariant(Http.member(upload, "id"), "display", "ready");
    try (Child reconcile = Child.start(directory, Map.of(), "reconcile")) {
      assertThat(reconcile.exitCode()).as(reconcile.err()).isZero();
      assertThat(reconcile.out()).startsWith("total\tobjects=3\trecords=3\t");
    }
  }

  @Test
  @Order(7)
  void dataOutliveKillMinusNine() throws Exception {
    dev.kill();
    start();
    Http http = new Http(url, token);
    String images = http.send("GET", "/api/profile/images").body();
    assertThat(images).contains(Http.member(upload, "s3Key"));
    assertThat(Http.get(Http.member(images, "cloudfrontUrl")).body()).isEqualTo(picture);
    assertThat(http.send("DELETE", "/api/profile/images/" + Http.member(upload, "id")).statusCode())
        .isEqualTo(200);
    assertThat(http.send("GET", "/api/profile/images").body()).contains("\"data\":[]");
  }

  @Test
  @Order(8)
  void sigtermStopsEverythingAndExitsWithZero() throws Exception {
    assertThat(dev.terminate().exitCode()).isZero();
    assertThat(directory.resolve(".imagevault/postgres/postmaster.pid")).doesNotExist();
    assertThat(dev.err()).doesNotContain("WARN").doesNotContain("ERROR");
    assertThat(health()).isEqualTo(1);
  }

  @Test
  @Order(9)
  void operatorsCommandsAreAboutTheStoppedDevToo() throws Exception {
    try (Child erase = Child.start(directory, Map.of(), "erase", "--user", "1")) {
      assertThat(erase.exitCode()).as(erase.err()).isZero();
      assertThat(erase.out()).contains("0 images of user 1", "gone");
    }
    assertThat(directory.resolve(".imagevault/postgres/postmaster.pid")).doesNotExist();
  }

  @Test
  @Order(10)
  void whatLeadsBeyondThisMachineIsRefusedInOneLine(@TempDir Path elsewhere) throws Exception {
    Files.writeString(
        elsewhere.resolve(".env"), "DATABASE_URL=postgres://u:hunter2@db.example/d\n");
    try (Child refused = Child.start(elsewhere, ANY_PORT, "dev")) {
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err().lines())
          .hasSize(1)
          .allMatch(line -> line.contains("DATABASE_URL") && line.contains("--external"));
      assertThat(elsewhere.resolve(".imagevault")).doesNotExist();
    }
  }
}
