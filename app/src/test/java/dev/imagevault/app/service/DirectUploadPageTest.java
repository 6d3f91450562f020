package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.app.LocalBackEnds;
import dev.imagevault.app.Pictures;
import dev.imagevault.app.RunningService;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser sends files straight to a real store. */
@Tag("browser")
class DirectUploadPageTest {

  @TempDir static Path profile;
  @TempDir static Path files;

  private static LocalBackEnds backEnds;
  private static RunningService service;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start(profile);
    backEnds = new LocalBackEnds();
    service = serviceWith(Map.of("DIRECT_UPLOADS", "on"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (service != null) {
      service.close();
    }
    if (backEnds != null) {
      backEnds.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  private static RunningService serviceWith(Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PAGE", "on");
    return new RunningService(backEnds, environment);
  }

  @Test
  void aFileGoesStraightToTheStore() throws Exception {
    open(service, "straight");
    choose("cat.png", Pictures.png(64, 48));
    browser.awaitWords("#uploads", "Stored");
    assertThat(uploads("straight", "COMPLETED")).isEqualTo(1);
    assertThat(images("straight")).isEqualTo(1);
    assertThat(browser.complaints()).noneMatch(said -> said.contains("Content Security Policy"));
  }

  @Test
  void aSlowFileShowsItsProgressAndCanBeCancelledAndSentAgain() throws Exception {
    open(service, "slow");
    browser.uploadsAtMost(100_000);
    choose("large.png", Pictures.noise(800, 800, new Random(7)));
    browser.awaitTrue("return /\\b[1-9]\\d* % of/.test(document.body.innerText)");
    browser.click("#uploads .cancel");
    browser.awaitWords("#uploads", "Cancelled");
    await().atMost(Duration.ofMinutes(1)).until(() -> uploads("slow", "GIVEN_UP") == 1);
    assertThat(images("slow")).isZero();

    browser.uploadsAtMost(-1);
    browser.click("#uploads .retry");
    browser.awaitWords("#uploads", "Stored");
    assertThat(uploads("slow", "COMPLETED")).isEqualTo(1);
    assertThat(images("slow")).isEqualTo(1);
  }

  @Test
  void aRetryAfterALostAnswerStoresTheFileOnce() throws Exception {
    open(service, "lost");
    Object unused =
        browser.run(
            """
            const real = window.fetch;
            let lost = 0;
            window.fetch = async (path, options) => {
              const answer = await real(path, options);
              if (String(path).endsWith("/complete") && lost++ === 0) throw new TypeError("lost");
              return answer;
            };
            """);
    choose("once.png", Pictures.png(10, 20));
    browser.awaitWords("#uploads", "Interrupted");
    browser.click("#uploads .retry");
    browser.awaitWords("#uploads", "Stored");
    assertThat(uploads("lost", "COMPLETED")).isEqualTo(1);
    assertThat(images("lost")).isEqualTo(1);
  }

  @Test
  void whatIsNoImageIsToldAsEver() throws Exception {
    open(service, "wrong");
    browser.choose(Files.writeString(files.resolve("song.png"), "no image"));
    browser.awaitWords("#uploads", "not an image");
    assertThat(uploads("wrong", "REFUSED")).isEqualTo(1);
    assertThat(images("wrong")).isZero();
  }

  @Test
  void aStoreThatRefusesConnectionsIsGoneAround() throws Exception {
    Map<String, String> nowhere =
        Map.of("DIRECT_UPLOADS", "on", "DIRECT_UPLOAD_ENDPOINT", "http://127.0.0.1:1");
    try (RunningService cutOff = serviceWith(nowhere)) {
      open(cutOff, "around");
      choose("dog.png", Pictures.png(64, 48));
      browser.awaitWords("#uploads", "Stored");
      browser.awaitCount("#grid .tile", 1);
      choose("fox.png", Pictures.png(48, 64));
      browser.awaitCount("#grid .tile", 2);
      assertThat(images("around")).isEqualTo(2);
      await().atMost(Duration.ofMinutes(1)).until(() -> uploads("around", "GIVEN_UP") == 1);
      assertThat(uploads("around", "PREPARED")).as("the second was not tried").isZero();
    }
  }

  @Test
  void aStoreThatNeverAnswersIsGoneAround() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        RunningService cutOff =
            serviceWith(
                Map.of(
                    "DIRECT_UPLOADS",
                    "on",
                    "DIRECT_UPLOAD_ENDPOINT",
                    "http://127.0.0.1:" + silent.getLocalPort()))) {
      open(cutOff, "silence");
      Object unused =
          browser.run(
              "const real = window.setTimeout;"
                  + "window.setTimeout = (f, ms) => real(f, ms === 20_000 ? 200 : ms);");
      choose("owl.png", Pictures.png(64, 48));
      browser.awaitWords("#uploads", "Stored");
      assertThat(images("silence")).isEqualTo(1);
    }
  }

  @Test
  void unlessItIsOnFilesGoByForm() throws Exception {
    try (RunningService off = serviceWith(Map.of())) {
      open(off, "off");
      choose("hen.png", Pictures.png(64, 48));
      browser.awaitWords("#uploads", "Stored");
      assertThat(images("off")).isEqualTo(1);
      // A page that was opened before it was switched off.
      open(service, "switched");
      Object unused =
          browser.run(
              "const real = window.fetch;"
                  + "window.fetch = (path, options) => real(path.replace('/uploads',"
                  + " '/no-uploads'), options);");
      choose("hen.png", Pictures.png(64, 48));
      browser.awaitWords("#uploads", "Stored");
      assertThat(images("switched")).isEqualTo(1);
    }
  }

  private static void open(RunningService at, String user) {
    browser.open(at.url() + "/#token=" + at.user(user).token());
    browser.shown("#empty");
  }

  private static void choose(String name, byte[] image) throws Exception {
    browser.choose(Files.write(files.resolve(name), image));
  }

  private static long images(String user) throws Exception {
    return backEnds.count(
        "select count(*) from user_images where status = 'READY' and user_id = '" + user + "'");
  }

  private static long uploads(String user, String status) throws Exception {
    return backEnds.count(
        "select count(*) from user_images_uploads where user_id = '%s' and status = '%s'"
            .formatted(user, status));
  }
}
