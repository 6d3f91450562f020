package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.Upload;
import dev.imagevault.app.Pictures;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the page shows images by their variants, in a real browser. */
@Tag("browser")
class GalleryVariantsTest {

  private static final Set<MediaType> READS =
      Arrays.stream(ImageFormat.values()).map(ImageFormat::mediaType).collect(Collectors.toSet());
  private static final Set<Encoding> WRITES = Set.of(Encoding.BEST);

  @TempDir static Path profile;
  @TempDir static Path files;

  private static Browser browser;

  private final OwnerId user = new OwnerId("user-" + UUID.randomUUID());
  private GalleryServer server;

  @BeforeAll
  static void startBrowser() {
    browser = Browser.start(profile);
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  private void serve(String... variants) throws IOException {
    server =
        GalleryServer.start(
            VaultPolicy.DEFAULT.withVariants(Stream.of(variants).map(VariantSpec::parse).toList()));
  }

  @AfterEach
  void thePolicyWasKept() throws IOException {
    assertThat(browser.complaints()).noneMatch(said -> said.contains("Content Security Policy"));
    browser.open("about:blank");
    server.close();
  }

  private Image store(String name, byte[] content) {
    return server.vault.upload(user, Upload.of(content).named(name));
  }

  private void awaitTile(int naturalWidth) {
    browser.awaitTrue(
        """
        const images = [...document.querySelectorAll('.tile img')];
        return images.length === 1
            && images.every(i => i.complete && !i.hidden && i.naturalWidth === arguments[0]);
        """,
        naturalWidth);
  }

  private void awaitViewer(int naturalWidth) {
    browser.awaitTrue(
        """
        const image = document.getElementById('viewer-image');
        return image.complete && !image.hidden && image.naturalWidth === arguments[0];
        """,
        naturalWidth);
  }

  @Test
  void aPictureAppearsByItselfWhenItIsMade() throws IOException {
    serve("thumb:100", "display:300");
    server.renderings.atWork(READS, WRITES);
    browser.open(server.pageOf(user));
    browser.choose(Files.write(files.resolve("cat.png"), Pictures.png(640, 400)));
    browser.awaitWords(".tile .placeholder", "Being made");
    browser.click(".tile .picture");
    browser.awaitWords("#viewer .placeholder", "Being made");
    assertThat(browser.words("#viewer-details")).contains("thumb being made\ndisplay being made");
    assertThat(server.vault.render().rendered()).isEqualTo(1);
    awaitViewer(300);
    browser.awaitWords("#viewer-details", "thumb 100 × 63\ndisplay 300 × 188");
    browser.click("#viewer-close");
    awaitTile(100);
  }

  @Test
  void theSmallestThatFillsATileIsInTheGridAndTheLargestInTheWindow() throws IOException {
    serve("big:900", "tiny:32", "small:420");
    store("cat.png", Pictures.png(1200, 800));
    assertThat(server.vault.render().rendered()).isEqualTo(1);
    browser.open(server.pageOf(user));
    awaitTile(420);
    browser.click(".tile .picture");
    awaitViewer(900);
  }

  @Test
  void aVariantWithoutUrlIsSigned() throws IOException {
    serve("thumb:100", "display:300");
    store("cat.png", Pictures.png(640, 400));
    store("dog.png", Pictures.png(640, 300));
    assertThat(server.vault.render().rendered()).isEqualTo(2);
    browser.open(server.pageOf(user));
    browser.click(".tile:first-child .picture");
    awaitViewer(300);
    browser.click("#viewer-next");
    awaitViewer(300);
    browser.awaitWords("#viewer-name", "cat.png");
  }

  @Test
  void aFormatThatTheBrowserCannotShowIsShownByItsVariants() throws IOException {
    serve("thumb:48", "display:1600");
    store("phone.heic", Pictures.heic());
    assertThat(server.vault.render().rendered()).isEqualTo(1);
    browser.open(server.pageOf(user));
    awaitTile(48);
    browser.click(".tile .picture");
    awaitViewer(96);
  }

  @Test
  void whatNobodyHereReadsIsSaidWithItsRemedy() throws IOException {
    serve("thumb:48", "display:1600");
    store("phone.heic", Pictures.heic());
    browser.open(server.pageOf(user));
    browser.awaitWords(".tile .placeholder", "No preview: the service cannot read HEIC");
    browser.click(".tile .picture");
    browser.awaitWords("#viewer .placeholder", "doctor command says what to install");
  }

  @Test
  void whatNobodyHereReadAppearsByItselfWhenSomebodyDoes() throws IOException {
    serve("thumb:48", "display:1600");
    store("phone.heic", Pictures.heic());
    browser.open(server.pageOf(user));
    browser.awaitWords(".tile .placeholder", "No preview: the service cannot read HEIC");
    assertThat(server.vault.render().rendered()).isEqualTo(1);
    awaitTile(48);
  }

  @Test
  void anImageThatCannotBeRenderedIsSaidToBeStored() throws IOException {
    serve("thumb:48", "display:1600");
    Image image = store("phone.heic", Pictures.heic());
    server.renderings.atWork(READS, WRITES);
    List<Rendering> claimed = server.renderings.claim(READS, WRITES, Duration.ofMinutes(1), 1);
    assertThat(claimed).extracting(one -> one.image().id()).containsExactly(image.id());
    server.renderings.settle(claimed.get(0), Outcome.FAILED);
    browser.open(server.pageOf(user));
    browser.awaitWords(".tile .placeholder", "No preview: this HEIC cannot be rendered");
    browser.click(".tile .picture");
    browser.awaitWords("#viewer .placeholder", "The original is stored, and can be opened.");
  }

  @Test
  void whatTheBrowserShowsByItselfNeedsNoVariant() throws IOException {
    serve("thumb:100");
    store("cat.png", Pictures.png(640, 400));
    browser.open(server.pageOf(user));
    awaitTile(640);
  }

  @Test
  void anOriginalOfTooManyPixelsIsNeverLoaded() throws IOException {
    serve();
    Image image = store("vast.png", Pictures.black(9000, 8000));
    browser.open(server.pageOf(user));
    browser.awaitWords(".tile .placeholder", "Too large to be shown here");
    browser.click(".tile .picture");
    browser.awaitWords("#viewer .placeholder", "Too large to be shown here");
    assertThat(
            browser.run(
                """
                return performance.getEntriesByType('resource')
                    .filter(loaded => loaded.name.includes(arguments[0])).length
                """,
                image.original().key().value()))
        .isEqualTo(0L);
    assertThat(browser.shown("#viewer-open").getAttribute("href"))
        .contains(image.original().key().value());
  }

  @Test
  void aFileOfTooManyPixelsHasNoPreviewWhileItIsSent() throws IOException {
    serve("thumb:100");
    browser.open(server.pageOf(user));
    browser.shown("#empty");
    server.wire.holdAnswers();
    browser.choose(
        Files.write(files.resolve("vast.png"), Pictures.black(9000, 8000)),
        Files.write(files.resolve("cat.png"), Pictures.png(640, 400)));
    browser.awaitTrue("return document.querySelector('.upload:last-child .preview img').complete");
    browser.awaitTrue(
        """
        const [vast, cat] = document.querySelectorAll('.upload .preview img');
        return vast.naturalWidth === 9000 && vast.hidden && !cat.hidden;
        """);
    server.wire.restore();
  }

  @Test
  void aPictureThatIsDeletedElsewhereWhileItIsMadeLeaves() throws IOException {
    serve("thumb:100");
    server.renderings.atWork(READS, WRITES);
    Image image = store("cat.png", Pictures.png(640, 400));
    browser.open(server.pageOf(user));
    browser.awaitWords(".tile .placeholder", "Being made");
    server.vault.delete(user, image.id());
    browser.awaitWords("#status", "cat.png was deleted elsewhere");
    browser.awaitCount(".tile", 0);
  }

  @Test
  void aServiceThatMakesOtherVariantsThanThePageKnowsListsAllTheSame() throws IOException {
    serve("thumb:100");
    store("cat.png", Pictures.png(640, 400));
    browser.open(server.pageOf(user));
    assertThat(
            browser.run(
                """
                return import(new URL("page/api.js", location))
                    .then(({ list }) => list(10, null, ["older"]))
                    .then(({ images }) => images[0].originalName);
                """))
        .isEqualTo("cat.png");
  }

  @Test
  void picturesThatAreMadeAreLookedForEverMoreSeldomAndInTurn() throws IOException {
    serve();
    browser.open(server.pageOf(user));
    Object looks =
        browser.run(
            """
            return (async () => {
            const { Making } = await import(new URL("page/making.js", location));
            const rounds = [];
            let now = 0;
            window.setTimeout = (round, pause) => rounds.push({ round, pause });
            window.clearTimeout = () => rounds.pop();
            Date.now = () => now;

            let atOnce = 0;
            const said = [];
            const picture = name => ({ state: "pending", has(state) { return state === this.state }, async look() {
              said.push(name + (++atOnce > 1 ? " at once" : ""));
              await Promise.resolve();
              atOnce--;
              if (name === "broken") throw new Error(name);
              return this.state === "ready";
            } });
            const making = new Making(problem => said.push("failed: " + problem.message));
            const inSight = pictures => pictures.forEach(one => making.inSight(one));
            const next = async () => {
              const { round, pause } = rounds.pop();
              said.push("\\n" + Math.floor(pause) + " ms:");
              now += 1000;
              await round();
            };
            const six = ["a", "b", "c", "d", "e", "f"].map(picture);
            for (let i = 0; i < 3; i++) { inSight(six); await next(); }
            for (const one of six) one.state = "ready";
            inSight(six); await next();                  // four are made,
            inSight(six.slice(2, 3)); await next();      // which is followed up at once
            now += 10_000; inSight([picture("broken")]); await next();
            const late = picture("late");
            for (let i = 0; i < 5; i++) { inSight([late]); await next(); }
            const unreadable = picture("unreadable");
            unreadable.state = "unavailable";
            for (let i = 0; i < 6; i++) { inSight([unreadable]); await next(); }
            Object.defineProperty(document, "hidden", { value: true });
            inSight([unreadable]); await next();
            return said.join(" ").replaceAll(" \\n", "\\n").trim();
            })();
            """);
    assertThat(looks)
        .isEqualTo(
            """
            700 ms: a b c d
            1050 ms: e f a b
            1575 ms: c d e f
            2362 ms: a b c d
            700 ms: e f c
            700 ms: broken failed: broken
            700 ms: broken failed: broken
            1575 ms: late broken failed: broken
            2362 ms: late
            3543 ms: late
            5315 ms: late
            7973 ms: late unreadable
            11960 ms: late unreadable
            17940 ms: unreadable
            26910 ms: unreadable
            30000 ms: unreadable
            30000 ms: unreadable
            30000 ms:""");
  }
}
