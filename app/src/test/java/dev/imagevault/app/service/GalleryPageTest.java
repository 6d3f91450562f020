package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.Upload;
import dev.imagevault.app.Pictures;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.VaultPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, in front of the real API and an edge that judges signatures. */
@Tag("browser")
class GalleryPageTest {

  private static final long MAX_FILE_SIZE = 24 << 20;

  @TempDir static Path profile;
  @TempDir static Path files;

  private static GalleryServer server;
  private static Browser browser;

  private final OwnerId user = new OwnerId("user-" + UUID.randomUUID());

  @BeforeAll
  static void start() throws IOException {
    browser = Browser.start(profile);
    server = GalleryServer.start(VaultPolicy.DEFAULT.withMaxFileSize(MAX_FILE_SIZE));
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void thePolicyWasKept() {
    server.wire.restore();
    assertThat(browser.complaints()).noneMatch(said -> said.contains("Content Security Policy"));
  }

  @Test
  void aTokenInTheFragmentOpensTheVaultAndLeavesTheAddressBar() {
    browser.open(server.pageOf(user));
    browser.awaitWords("#empty", "Nothing in the vault yet");
    assertThat(browser.address()).isEqualTo(server.wire.url() + "/");
    assertThat(browser.words("#identity")).contains(user.value());
  }

  @Test
  void aPastedTokenOpensTheVaultUntilSigningOut() {
    browser.open(server.wire.url() + "/");
    browser.run("sessionStorage.clear()");
    browser.open(server.wire.url() + "/");
    browser.shown("#token").sendKeys("Bearer " + GalleryServer.token(user, Duration.ofHours(1)));
    browser.click("#gate-form button");
    browser.awaitWords("#empty", "Nothing in the vault yet");
    browser.click("#sign-out");
    assertThat(browser.shown("#token").getAttribute("value")).isEmpty();
    assertThat(browser.run("return sessionStorage.length")).isEqualTo(0L);
  }

  @Test
  void anExpiredTokenIsCalledExpired() {
    browser.open(
        server.wire.url() + "/#token=" + GalleryServer.token(user, Duration.ofMinutes(-5)));
    browser.awaitWords("#gate-reason", "Your token has expired");
  }

  @Test
  void aForeignTokenIsRefused() {
    browser.open(server.wire.url() + "/#token=what.ever.thisis");
    browser.awaitWords("#gate-reason", "Your token was not accepted");
  }

  @Test
  void aChosenFileIsStoredAndRendered() throws IOException {
    browser.open(server.pageOf(user));
    browser.choose(file("cat.png", Pictures.png(320, 200)));
    awaitRendered(1, 320);
    assertThat(browser.words(".tile")).contains("cat.png", "320 × 200");
    assertThat(server.images(user)).hasSize(1);
  }

  @Test
  void severalDroppedFilesAreStoredAndRendered() throws IOException {
    browser.open(server.pageOf(user));
    browser.shown("#empty");
    browser.drop(
        file("a.png", Pictures.png(210, 90)),
        file("b.png", Pictures.png(210, 91)),
        file("c.png", Pictures.png(210, 92)));
    awaitRendered(3, 210);
    assertThat(server.images(user)).hasSize(3);
  }

  @Test
  void aPastedImageIsStoredAndRendered() throws IOException {
    browser.open(server.pageOf(user));
    browser.shown("#empty");
    browser.run(
        """
        const bytes = Uint8Array.from(atob(arguments[0]), c => c.codePointAt(0));
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([bytes], "image.png", {type: "image/png"}));
        document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true}));
        """,
        Base64.getEncoder().encodeToString(Pictures.png(123, 77)));
    awaitRendered(1, 123);
  }

  @Test
  void progressIsSeenMoving() throws IOException {
    browser.open(server.pageOf(user));
    browser.shown("#empty");
    server.wire.holdRequestsAfter(1 << 20);
    browser.choose(bigFile());
    double early = awaitProgressBeyond(0);
    assertThat(early).isLessThan(100);
    server.wire.holdRequestsAfter(8 << 20);
    double later = awaitProgressBeyond(early);
    assertThat(later).isLessThan(100);
    assertThat(browser.words(".upload .state")).contains(" % of ");
    server.wire.restore();
    browser.awaitCount(".tile", 1);
  }

  @Test
  void aCancelledUploadCanBeRetried() throws IOException {
    browser.open(server.pageOf(user));
    browser.shown("#empty");
    server.wire.holdRequestsAfter(1 << 20);
    browser.choose(bigFile());
    double unused = awaitProgressBeyond(0);
    browser.click(".upload .cancel");
    browser.awaitWords(".upload .state", "Cancelled");
    server.wire.restore();
    assertThat(server.images(user)).isEmpty();
    browser.click(".upload .retry");
    browser.awaitCount(".tile", 1);
    assertThat(server.images(user)).hasSize(1);
  }

  @Test
  void aCutNetworkIsSaidAndARetryStores() throws IOException {
    browser.open(server.pageOf(user));
    browser.shown("#empty");
    server.wire.holdRequestsAfter(1 << 20);
    browser.choose(bigFile());
    double unused = awaitProgressBeyond(0);
    server.wire.cut();
    browser.awaitWords(".upload-problem", "The connection was lost.");
    server.wire.restore();
    browser.click(".upload .retry");
    browser.awaitCount(".tile", 1);
    assertThat(server.images(user)).hasSize(1);
  }

  @Test
  void aRetryAfterALostAnswerStoresNothingTwice() throws IOException {
    browser.open(server.pageOf(user));
    browser.shown("#empty");
    server.wire.holdAnswers();
    browser.choose(file("once.png", Pictures.png(140, 90)));
    await().until(() -> server.images(user).size() == 1);
    server.wire.cut();
    browser.awaitWords(".upload-problem", "The connection was lost.");
    server.wire.restore();
    browser.click(".upload .retry");
    awaitRendered(1, 140);
    assertThat(server.images(user)).hasSize(1);
  }

  @Test
  void aFileTooLargeIsRefusedWithTheLimit() throws IOException {
    browser.open(server.pageOf(user));
    browser.choose(file("huge.png", new byte[(int) MAX_FILE_SIZE + 1]));
    browser.awaitWords(".upload-problem", "The file is too large. At most 24 MB are accepted.");
    assertThat(browser.shown(".upload .dismiss").isDisplayed()).isTrue();
  }

  @Test
  void aFileThatIsNoImageIsRefused() throws IOException {
    browser.open(server.pageOf(user));
    browser.choose(file("note.png", new byte[] {1, 2, 3}));
    browser.awaitWords(".upload-problem", "This is not an image the vault accepts.");
    browser.click(".upload .dismiss");
    browser.awaitCount(".upload", 0);
  }

  @Test
  void aDeleteIsAskedForAndDone() throws IOException {
    Image kept = store("kept.png", Pictures.png(200, 100));
    store("gone.png", Pictures.png(200, 101));
    browser.open(server.pageOf(user));
    awaitRendered(2, 200);
    browser.click(".tile:first-child .delete");
    browser.awaitWords("#confirm", "gone.png");
    browser.click("#confirm-cancel");
    assertThat(server.images(user)).hasSize(2);
    browser.click(".tile:first-child .delete");
    browser.click("#confirm-delete");
    browser.awaitCount(".tile", 1);
    assertThat(server.images(user)).extracting(Image::id).containsExactly(kept.id());
    browser.awaitTrue("return document.activeElement.ariaLabel === 'Details of kept.png'");
  }

  @Test
  void detailsShowTheImageWithTheLifeOfItsLink() throws IOException {
    store("first.png", Pictures.png(300, 150));
    store("second.png", Pictures.png(310, 150));
    browser.open(server.pageOf(user));
    browser.click(".tile:first-child .picture");
    browser.awaitWords("#viewer", "second.png");
    assertThat(browser.words("#viewer-life")).matches("Link works for 5[4-9] min");
    browser.awaitTrue("return document.getElementById('viewer-image').naturalWidth === 310");
    browser.click("#viewer-next");
    browser.awaitTrue("return document.getElementById('viewer-image').naturalWidth === 300");
    browser.click("#viewer-delete");
    browser.click("#confirm-delete");
    browser.awaitCount(".tile", 1);
    browser.awaitTrue("return !document.getElementById('viewer').open");
  }

  @Test
  void aLinkIsCopiedOrOfferedWithItsLife() throws IOException {
    store("shared.png", Pictures.png(300, 150));
    browser.open(server.pageOf(user));
    awaitRendered(1, 300);
    browser.run("Object.defineProperty(navigator, 'clipboard', {value: undefined})");
    browser.click(".tile .copy");
    browser.awaitWords("#link", "It works for 5");
    assertThat(browser.shown("#link-url").getAttribute("value")).contains("&Key-Pair-Id=KTRUSTED");
  }

  @Test
  void anImageThatTheBrowserCannotShowHasAPlaceholder() throws IOException {
    browser.open(server.pageOf(user));
    browser.choose(file("phone.heic", Pictures.heic()));
    browser.awaitWords(".tile .placeholder", "This browser cannot show HEIC");
    assertThat(browser.words(".tile")).contains("phone.heic", "96 × 64");
  }

  @Test
  void aUrlThatNoLongerShowsItsImageIsReplaced() throws IOException {
    store("a.png", Pictures.png(250, 150));
    browser.open(server.pageOf(user));
    awaitRendered(1, 250);
    browser.run(
        "const img = document.querySelector('.tile img');"
            + "img.src = img.src.replace('Signature=', 'Signature=x')");
    browser.awaitTrue("return !document.querySelector('.tile img').src.includes('Signature=x')");
    awaitRendered(1, 250);
  }

  @Test
  void urlsAreRenewedBeforeTheyExpire() throws IOException {
    VaultPolicy brief = VaultPolicy.DEFAULT.withSignedUrls(Duration.ofSeconds(6), Duration.ZERO);
    try (GalleryServer hasty = GalleryServer.start(brief)) {
      hasty.vault.upload(user, Upload.of(Pictures.png(260, 150)).named("a.png"));
      browser.open(hasty.pageOf(user));
      awaitRendered(1, 260);
      browser.run(
          """
          const img = document.querySelector('.tile img');
          window.first = img.src;
          window.broken = 0;
          img.addEventListener('error', () => window.broken++);
          """);
      browser.awaitTrue(
          "const img = document.querySelector('.tile img');"
              + "return img.src !== window.first && img.complete && img.naturalWidth === 260");
      assertThat(browser.run("return window.broken")).isEqualTo(0L);
      browser.open("about:blank");
    }
  }

  @Test
  void manyImagesComePageByPage() throws IOException {
    for (int i = 0; i < 130; i++) {
      store(i + ".png", Pictures.png(100 + i, 100));
    }
    browser.open(server.pageOf(user));
    browser.awaitCount(".tile", 60);
    assertThat(browser.words("#more-state")).isEqualTo("60 images shown, more follow");
    browser.run("document.getElementById('more').scrollIntoView()");
    browser.awaitCount(".tile", 120);
    browser.run("document.getElementById('more').scrollIntoView()");
    browser.awaitCount(".tile", 130);
    browser.awaitWords("#more-state", "130 images");
    browser.awaitTrue("return document.querySelector('.tile:last-child img').naturalWidth === 100");
  }

  @Test
  void theApiDocumentationIsRendered() {
    browser.open(server.wire.url() + "/docs");
    browser.awaitCount(".opblock", 10);
    browser.click(".opblock-post .opblock-summary-control");
    browser.awaitWords(".opblock-post", "idempotency_conflict");
  }

  private void awaitRendered(int count, int naturalWidth) {
    browser.awaitTrue(
        """
        const images = [...document.querySelectorAll('.tile img')];
        return images.length === arguments[0]
            && images.every(i => i.complete && i.naturalWidth === arguments[1]);
        """,
        count,
        naturalWidth);
  }

  private static double awaitProgressBeyond(double percent) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                ((Number) browser.run("return document.querySelector('.upload progress').value"))
                    .doubleValue(),
            value -> value > percent);
  }

  private Image store(String name, byte[] content) {
    return server.vault.upload(user, Upload.of(content).named(name));
  }

  private static Path file(String name, byte[] content) throws IOException {
    return Files.write(files.resolve(name), content);
  }

  /** Noise, so that it is as large as its pixels: too large for the buffers on the way. */
  private static Path bigFile() throws IOException {
    return file("big.png", Pictures.noise(2600, 2600, new Random(7)));
  }
}
