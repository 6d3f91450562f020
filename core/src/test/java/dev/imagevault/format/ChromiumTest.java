package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.chunk;
import static dev.imagevault.format.Build.exif;
import static dev.imagevault.format.Build.le24;
import static dev.imagevault.format.Build.le32;
import static dev.imagevault.format.Build.orientation;
import static dev.imagevault.format.Build.riff;
import static dev.imagevault.format.Build.segment;
import static dev.imagevault.format.Canary.inserted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageRejectedException;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The size that is told of an image is that which Chromium shows, and Chromium shows the same
 * pixels of the cleaned image as of the original, on displays that show no more than white and on
 * those that do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChromiumTest {

  private static final Tool AVIFENC = new Tool("avifenc", "libavif-bin");
  private static final String CLEANED = ", cleaned";
  private static final String WITHOUT_GAIN_MAP = "JPEG, without a gain map";

  /** In percent of itself: more needs a gain map, and a display that can show it. */
  private static final int WHITE = 100;

  @TempDir static Path directory;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, CheckedImage> checked = new LinkedHashMap<>();
  private final Set<String> withGainMaps = new LinkedHashSet<>();
  private Map<String, Chromium.Shown> shown = Map.of();

  /** All on one page, since Chromium takes longer to start than to show them. */
  @BeforeAll
  void showsAllFilesAsTheyAreAndCleaned() throws Exception {
    Chromium.COMMAND.assumeInstalled();
    AVIFENC.assumeInstalled();
    Samples.all()
        .filter(name -> !name.endsWith(".heic"))
        .forEach(n -> files.put(n, Samples.read(n)));
    jpegs();
    pngs();
    gifs();
    webps();
    avifs();
    gainMaps();
    Map<String, byte[]> pages = new LinkedHashMap<>(files);
    SoftAssertions all = new SoftAssertions();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      try {
        CheckedImage image = Samples.check(file.getValue());
        checked.put(file.getKey(), image);
        pages.put(file.getKey() + CLEANED, image.bytes().toByteArray());
      } catch (ImageRejectedException e) {
        all.fail(file.getKey() + ": " + e.getMessage());
      }
    }
    all.assertAll();
    shown = Chromium.show(directory, pages);
    assertThat(shown).hasSameSizeAs(pages);
  }

  @Test
  void showsEveryImageInTheSizeThatIsTold() {
    SoftAssertions all = new SoftAssertions();
    checked.forEach(
        (name, image) -> {
          Chromium.Shown original = shown.get(name);
          all.assertThat(original.width() + "x" + original.height())
              .as(name)
              .isEqualTo(image.width() + "x" + image.height());
        });
    all.assertAll();
  }

  @Test
  void showsEveryCleanedImageAsItWas() {
    SoftAssertions all = new SoftAssertions();
    for (String name : files.keySet()) {
      Chromium.Shown original = shown.get(name);
      Chromium.Shown after = shown.get(name + CLEANED);
      all.assertThat(after.visible()).as("visible pixels of " + name).isPositive();
      // A canvas gets nothing of an image that ends too early, although a page shows it.
      Chromium.Shown expected = original.visible() > 0 ? original : after;
      all.assertThat(after).as(name + CLEANED).isEqualTo(expected);
      all.assertThat(after.width()).as(name + CLEANED).isEqualTo(original.width());
      all.assertThat(after.height()).as(name + CLEANED).isEqualTo(original.height());
    }
    all.assertAll();
  }

  /** Else nothing would follow from the cleaned photographs' being shown as they were. */
  @Test
  void showsPhotographsWithGainMapsBrighterThanWhite() {
    SoftAssertions all = new SoftAssertions();
    Chromium.Shown plain = shown.get(WITHOUT_GAIN_MAP);
    all.assertThat(plain.peak()).as(WITHOUT_GAIN_MAP).isLessThanOrEqualTo(WHITE);
    for (String name : withGainMaps) {
      Chromium.Shown original = shown.get(name);
      all.assertThat(original.peak())
          .as("percent of white in " + name)
          .isGreaterThan(WHITE * 3 / 2);
      all.assertThat(shown.get(name + CLEANED)).as(name + CLEANED).isEqualTo(original);
    }
    all.assertAll();
  }

  private void jpegs() {
    byte[] jpeg = Samples.read("baseline.jpg");
    for (int i = 0; i <= 9; i++) {
      byte[] block = segment(0xe1, "Exif\0\0", exif(i));
      files.put("JPEG, orientation " + i, inserted(jpeg, 2, block));
      files.put("JPEG, orientation " + i + " after JFIF", inserted(jpeg, 20, block));
    }
    byte[] upright = segment(0xe1, "Exif\0\0", orientation(1));
    byte[] turned = segment(0xe1, "Exif\0\0", orientation(6));
    files.put("JPEG, upright, then turned", inserted(jpeg, 2, upright, turned));
    files.put("JPEG, turned, then upright", inserted(jpeg, 2, turned, upright));
    files.put(
        "JPEG, turned by a block without its second zero",
        inserted(jpeg, 2, segment(0xe1, "Exif\0", 1, orientation(6))));
    files.put("JPEG, turned after its scan", inserted(jpeg, jpeg.length - 2, turned));
    files.put("JPEG, without its end", Arrays.copyOf(jpeg, jpeg.length - 2));
    files.put("JPEG, cut within its scan", Arrays.copyOf(jpeg, jpeg.length - 30));
    byte[] progressive = Samples.read("progressive.jpg");
    files.put("JPEG, cut within its scans", Arrays.copyOf(progressive, progressive.length * 3 / 4));
    files.put("JPEG, with a tail", bytes(jpeg, jpeg));
    files.put("JPEG, with bytes between segments", inserted(jpeg, 20, "stray"));
    byte[] dense = segment(0xe0, "JFIF\0", 1, 1, 1, be16(300), be16(150), 0, 0);
    byte[] rest = Arrays.copyOfRange(jpeg, 20, jpeg.length);
    files.put("JPEG, denser across than down", bytes(0xff, 0xd8, dense, rest));
  }

  private void pngs() {
    for (String name : new String[] {"truecolour.png", "indexed-interlaced.png", "animated.png"}) {
      byte[] png = Samples.read(name);
      for (int i = 1; i <= 8; i++) {
        byte[] block = chunk("eXIf", exif(i));
        files.put(
            "PNG, orientation " + i + " before the data of " + name, inserted(png, 33, block));
      }
      byte[] turned = chunk("eXIf", exif(6));
      files.put("PNG, turned after the data of " + name, inserted(png, png.length - 12, turned));
    }
    byte[] png = Samples.read("truecolour.png");
    byte[] upright = chunk("eXIf", orientation(1));
    byte[] turned = chunk("eXIf", orientation(6));
    files.put("PNG, upright, then turned", inserted(png, 33, upright, turned));
    files.put("PNG, turned, then upright", inserted(png, 33, turned, upright));
    files.put("PNG, without its end", Arrays.copyOf(png, png.length - 12));
    byte[] broken = chunk("tEXt", "a\0b");
    broken[broken.length - 1]++;
    files.put("PNG, with a wrong checksum", inserted(png, 33, broken));
    files.put(
        "PNG, denser across than down", inserted(png, 33, chunk("pHYs", be32(1), be32(2), 0)));
  }

  private void gifs() {
    files.put("GIF, frame in the screen", Gifs.file(20, 10, Gifs.frame(5, 5, 5, 5)));
    files.put("GIF, frame larger than the screen", Gifs.file(20, 10, Gifs.frame(0, 0, 30, 15)));
    files.put("GIF, frame wider than the screen", Gifs.file(20, 10, Gifs.frame(0, 0, 30, 5)));
    files.put("GIF, frame partly beyond", Gifs.file(20, 10, Gifs.frame(5, 5, 20, 10)));
    files.put("GIF, frame wholly beyond", Gifs.file(20, 10, Gifs.frame(40, 40, 5, 5)));
    byte[] whole = Gifs.frame(0, 0, 20, 10);
    files.put("GIF, later frame larger", Gifs.file(20, 10, whole, Gifs.frame(0, 0, 40, 40)));
    files.put("GIF, later frame beyond", Gifs.file(20, 10, whole, Gifs.frame(10, 5, 20, 10)));
    byte[] large = Gifs.frame(5, 5, 20, 10);
    files.put("GIF, both beyond", Gifs.file(20, 10, large, Gifs.frame(0, 0, 60, 60)));
    files.put("GIF, screen of nothing", Gifs.file(0, 0, Gifs.frame(3, 4, 20, 10)));
    files.put("GIF, screen of no width", Gifs.file(0, 10, whole));
    byte[] gif = Gifs.file(20, 10, whole, large);
    files.put("GIF, without its trailer", Arrays.copyOf(gif, gif.length - 1));
  }

  private void webps() {
    byte[] lossy = Samples.read("lossy.webp");
    CheckedImage size = Samples.check(lossy);
    byte[] area = bytes(le24(size.width() - 1), le24(size.height() - 1));
    byte[] picture = Arrays.copyOfRange(lossy, 12, lossy.length);
    for (int i = 1; i <= 8; i++) {
      byte[] chunks = bytes(riff("VP8X", 8, le24(0), area), picture, riff("EXIF", exif(i)));
      byte[] file = bytes("RIFF", le32(chunks.length + 4), "WEBP", chunks);
      files.put("WebP, orientation " + i, file);
    }
  }

  private void avifs() throws Exception {
    BufferedImage picture = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 60 * 40; i++) {
      picture.setRGB(i % 60, i / 60, i % 60 * 4 << 16 | i / 60 * 6 << 8 | 99);
    }
    ImageIO.write(picture, "png", directory.resolve("picture.png").toFile());
    for (int turn = 0; turn < 4; turn++) {
      String irot = String.valueOf(turn);
      avif("turned " + turn, "--irot", irot);
      avif("turned " + turn + " and mirrored 0", "--irot", irot, "--imir", "0");
      avif("turned " + turn + " and mirrored 1", "--irot", irot, "--imir", "1");
      avif("turned " + turn + " and cropped", "--irot", irot, "--crop", "0,0,30,20");
    }
    avif("cropped from its first pixel", "--crop", "0,0,30,20");
    avif("cropped elsewhere", "--crop", "10,10,30,20");
    avif("cropped at its end", "--crop", "30,20,30,20");
    cropped("by an odd part about the centre", 31, 1, 21, 1, 0, 1, 0, 1);
    cropped("about its centre", 30, 1, 20, 1, 0, 1, 0, 1);
    cropped("from its first pixel by halves", 31, 1, 21, 1, -29, 2, -19, 2);
    cropped("from its first pixel, unreduced", 60, 2, 40, 2, -30, 2, -20, 2);
    cropped("to fractions", 61, 2, 41, 2, 0, 1, 0, 1);
    cropped("to more than it has", 80, 1, 20, 1, 0, 1, 0, 1);
    cropped("to nothing", 0, 1, 20, 1, 0, 1, 0, 1);
    cropped("by nothing", 30, 0, 20, 0, -15, 1, -10, 1);
    avif("dressed", "--ignore-icc");
    avif("of two pictures", "picture.png");
  }

  private void gainMaps() throws Exception {
    files.put(WITHOUT_GAIN_MAP, GainMaps.photo());
    avif("grey", "-y", "400");
    byte[] map = files.get("AVIF, grey");
    byte[] image = files.get("AVIF, dressed");
    Map<String, byte[]> all = GainMaps.photographs();
    all.put("AVIF, with a gain map", HeifBuild.withGainMap(image, map, GainMaps.parameters()));
    files.putAll(all);
    withGainMaps.addAll(all.keySet());
  }

  /** The tool refuses some crops, so they are written into its file. */
  private void cropped(String name, int... crop) {
    byte[] file = files.get("AVIF, cropped from its first pixel").clone();
    ByteBuffer box = ByteBuffer.wrap(file).position(Build.indexOf(file, "clap") + 4);
    for (int number : crop) {
      box.putInt(number);
    }
    files.put("AVIF, cropped " + name, file);
  }

  private void avif(String name, String... options) throws Exception {
    Path target = directory.resolve("image.avif");
    Stream<String> all = Stream.concat(Stream.of("-s", "10", "picture.png"), Stream.of(options));
    AVIFENC.run(directory, Stream.concat(all, Stream.of("-o", target.toString())).toList());
    files.put("AVIF, " + name, Files.readAllBytes(target));
  }
}
