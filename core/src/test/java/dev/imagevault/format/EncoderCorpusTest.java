package dev.imagevault.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of independent encoders, dressed with metadata by exiftool: each is accepted, decodes to
 * the same pixels after cleaning as before, and exiftool finds nothing personal in it any more.
 */
class EncoderCorpusTest {

  private static final Tool EXIFTOOL = new Tool("exiftool", "libimage-exiftool-perl");
  private static final Tool CONVERT = new Tool("convert", "imagemagick");
  private static final Tool MOGRIFY = new Tool("mogrify", "imagemagick");
  private static final Tool CJPEG = new Tool("cjpeg", "libjpeg-turbo-progs");
  private static final Tool CWEBP = new Tool("cwebp", "webp");
  private static final Tool GIF2WEBP = new Tool("gif2webp", "webp");
  private static final Tool AVIFENC = new Tool("avifenc", "libavif-bin");
  private static final Tool AVIFDEC = new Tool("avifdec", "libavif-bin");
  private static final Tool HEIF_ENC = new Tool("heif-enc", "libheif-examples");
  private static final Tool HEIF_CONVERT = new Tool("heif-convert", "libheif-examples");

  /** What exiftool may still report, by group; of IFD0 the orientation alone. */
  private static final String HARMLESS =
      "\\[(System|ExifTool|File|Composite|JFIF|Adobe|ICC.*|PNG|PNG-pHYs|GIF|RIFF|QuickTime|Meta"
          + "|Track\\d|MPImage\\d|XMP-(hdrgm|Container|HDRGainMap|apdi))\\] .*"
          + "|\\[IFD0\\] +Orientation .*|\\[MPF0\\] +(MPFVersion|NumberOfImages) .*";

  private static final int WIDTH = 70;
  private static final int HEIGHT = 66;

  @TempDir static Path directory;
  private Path dressed;
  private Path cleaned;

  @BeforeAll
  static void drawsWhatIsEncoded() throws Exception {
    EXIFTOOL.assumeInstalled();
    CONVERT.assumeInstalled();
    ImageIO.write(picture(BufferedImage.TYPE_INT_ARGB, 3), "png", at("alpha.png"));
    ImageIO.write(picture(BufferedImage.TYPE_INT_RGB, 3), "png", at("plain.png"));
    ImageIO.write(picture(BufferedImage.TYPE_INT_RGB, 11), "png", at("other.png"));
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    Files.write(directory.resolve("srgb.icc"), profile);
    CONVERT.run(directory, "plain.png", "-profile", "srgb.icc", "profile.png");
    CONVERT.run(directory, "plain.png", "plain.ppm");
    CONVERT.run(directory, "-delay", "7", "-loop", "3", "plain.png", "other.png", "film.gif");
  }

  @BeforeEach
  void startsWithoutFiles() throws IOException {
    dressed = Files.createTempDirectory(directory, "dressed");
    cleaned = Files.createTempDirectory(directory, "cleaned");
  }

  private static File at(String name) {
    return directory.resolve(name).toFile();
  }

  /** Waves, so that there are gradients, edges and, where asked for, transparency. */
  private static BufferedImage picture(int type, int frequency) {
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, type);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int red = (int) (127 + 127 * Math.sin(x * frequency / 20.0));
        int green = (int) (127 + 127 * Math.cos(y * frequency / 30.0));
        int alpha = x > 20 && y > 20 ? 0xff : 3 * (x + y);
        picture.setRGB(x, y, alpha << 24 | red << 16 | green << 8 | (x * y & 0xff));
      }
    }
    return picture;
  }

  @Test
  void jpegs() throws Exception {
    encode(CJPEG, "baseline.jpg", "-outfile", "@", "plain.ppm");
    encode(CJPEG, "best.jpg", "-quality", "100", "-sample", "1x1", "-outfile", "@", "plain.ppm");
    encode(CJPEG, "worst.jpg", "-quality", "1", "-sample", "4x1", "-outfile", "@", "plain.ppm");
    encode(CJPEG, "progressive.jpg", "-progressive", "-outfile", "@", "plain.ppm");
    encode(CJPEG, "grey.jpg", "-grayscale", "-outfile", "@", "plain.ppm");
    encode(CJPEG, "rgb.jpg", "-rgb", "-outfile", "@", "plain.ppm");
    encode(CJPEG, "restart.jpg", "-restart", "1B", "-outfile", "@", "plain.ppm");
    encode(CJPEG, "optimised.jpg", "-optimize", "-outfile", "@", "plain.ppm");
    encode(CJPEG, "profile.jpg", "-icc", "srgb.icc", "-outfile", "@", "plain.ppm");
    encode(CONVERT, "cmyk.jpg", "plain.png", "-colorspace", "CMYK", "@");
    encode(CONVERT, "interlaced.jpg", "plain.png", "-interlace", "JPEG", "@");
    encode(CONVERT, "dense.jpg", "plain.png", "-density", "300", "-units", "PixelsPerInch", "@");
    ImageIO.write(
        picture(BufferedImage.TYPE_INT_RGB, 3), "jpeg", dressed.resolve("java.jpg").toFile());
    CONVERT.run(directory, "plain.png", "-resize", "20x", "thumbnail.jpg");
    dress("-ThumbnailImage<=thumbnail.jpg", "-IPTC:Keywords=SECRET", "-MakerNotes:all=SECRET");
    assertCleaning(true);
  }

  @Test
  void photographsWithGainMaps() throws Exception {
    Map<String, byte[]> photographs = GainMaps.photographs();
    byte[] apple = GainMaps.with(GainMaps.photo(), GainMaps.appleExif(1010, 9));
    byte[] map = GainMaps.with(GainMaps.map(), GainMaps.apple(""));
    photographs.put("JPEG, Apple's", GainMaps.file(apple, map));
    for (Map.Entry<String, byte[]> photograph : photographs.entrySet()) {
      Files.write(dressed.resolve(photograph.getKey() + ".jpg"), photograph.getValue());
    }
    assertCleaning(false);
  }

  @Test
  void pngs() throws Exception {
    for (int depth : new int[] {1, 2, 4, 8, 16}) {
      png("grey" + depth + ".png", 0, depth, "plain.png");
    }
    for (int depth : new int[] {8, 16}) {
      png("colour" + depth + ".png", 2, depth, "plain.png");
      png("grey-alpha" + depth + ".png", 4, depth, "alpha.png");
      png("colour-alpha" + depth + ".png", 6, depth, "alpha.png");
    }
    encode(CONVERT, "palette.png", "alpha.png", "-colors", "9", "-define", "png:format=png8", "@");
    encode(CONVERT, "interlaced.png", "plain.png", "-interlace", "PNG", "@");
    encode(CONVERT, "profile.png", "profile.png", "@");
    encode(CONVERT, "dense.png", "plain.png", "-density", "300", "-units", "PixelsPerInch", "@");
    Files.copy(directory.resolve("plain.png"), dressed.resolve("java.png"));
    dress();
    assertCleaning(true);
  }

  private void png(String name, int colourType, int depth, String source) throws Exception {
    String type = "png:color-type=" + colourType;
    encode(CONVERT, name, source, "-define", type, "-define", "png:bit-depth=" + depth, "@");
  }

  @Test
  void gifs() throws Exception {
    encode(CONVERT, "still.gif", "plain.png", "@");
    encode(CONVERT, "interlaced.gif", "plain.png", "-interlace", "GIF", "@");
    encode(CONVERT, "clear.gif", "alpha.png", "@");
    encode(CONVERT, "film.gif", "film.gif", "@");
    encode(CONVERT, "optimised.gif", "film.gif", "-layers", "optimize", "@");
    encode(CONVERT, "profile.gif", "profile.png", "@");
    ImageIO.write(
        picture(BufferedImage.TYPE_INT_RGB, 3), "gif", dressed.resolve("java.gif").toFile());
    dress();
    assertCleaning(false);
  }

  @Test
  void webps() throws Exception {
    encode(CWEBP, "lossy.webp", "-quiet", "plain.png", "-o", "@");
    encode(CWEBP, "worst.webp", "-quiet", "-q", "0", "-m", "0", "plain.png", "-o", "@");
    encode(CWEBP, "lossless.webp", "-quiet", "-lossless", "plain.png", "-o", "@");
    encode(CWEBP, "near.webp", "-quiet", "-near_lossless", "50", "alpha.png", "-o", "@");
    encode(CWEBP, "alpha.webp", "-quiet", "alpha.png", "-o", "@");
    encode(CWEBP, "rough.webp", "-quiet", "-alpha_q", "10", "alpha.png", "-o", "@");
    encode(CWEBP, "profile.webp", "-quiet", "-metadata", "all", "profile.png", "-o", "@");
    encode(GIF2WEBP, "film.webp", "-quiet", "film.gif", "-o", "@");
    encode(GIF2WEBP, "mixed.webp", "-quiet", "-mixed", "film.gif", "-o", "@");
    encode(CONVERT, "magick.webp", "alpha.png", "@");
    dress();
    assertCleaning(false);
  }

  @Test
  void avifs() throws Exception {
    AVIFDEC.assumeInstalled();
    avif("subsampled.avif", "-y", "420", "plain.png");
    avif("deeper.avif", "-y", "422", "-d", "10", "plain.png");
    avif("deepest.avif", "-y", "444", "-d", "12", "plain.png");
    avif("grey.avif", "-y", "400", "plain.png");
    avif("alpha.avif", "alpha.png");
    avif("premultiplied.avif", "--premultiply", "alpha.png");
    avif("lossless.avif", "--lossless", "plain.png");
    avif("profile.avif", "profile.png");
    avif("turned.avif", "--irot", "1", "--imir", "0", "plain.png");
    avif("cropped.avif", "--crop", "10,10,30,20", "--irot", "3", "plain.png");
    avif("bright.avif", "--pasp", "1,1", "--cicp", "9/16/9", "plain.png");
    avif("grid.avif", "--grid", "2x1", "plain.png", "other.png");
    dress();
    // exiftool writes into stills alone.
    String words = "<x:xmpmeta xmlns:x='adobe:ns:meta/'>SECRET</x:xmpmeta>";
    Files.writeString(directory.resolve("words.xmp"), words);
    avif("film.avif", "--xmp", "words.xmp", "plain.png", "other.png", "plain.png");
    assertCleaning(false, AVIFDEC);
  }

  private void avif(String name, String... arguments) throws Exception {
    Stream<String> all = Stream.concat(Stream.of("-s", "9"), Stream.of(arguments));
    encode(AVIFENC, name, Stream.concat(all, Stream.of("-o", "@")).toArray(String[]::new));
  }

  @Test
  void heics() throws Exception {
    HEIF_CONVERT.assumeInstalled();
    encode(HEIF_ENC, "lossy.heic", "plain.png", "-o", "@");
    encode(HEIF_ENC, "lossless.heic", "-L", "plain.png", "-o", "@");
    encode(HEIF_ENC, "alpha.heic", "alpha.png", "-o", "@");
    encode(HEIF_ENC, "thumbnail.heic", "-t", "16", "plain.png", "-o", "@");
    encode(HEIF_ENC, "profile.heic", "profile.png", "-o", "@");
    encode(HEIF_ENC, "several.heic", "plain.png", "other.png", "-o", "@");
    dress();
    assertCleaning(false, HEIF_CONVERT);
  }

  /** Encodes into the file of this name, which stands as {@code @} among the arguments. */
  private void encode(Tool tool, String name, String... arguments) throws Exception {
    tool.assumeInstalled();
    String target = dressed.resolve(name).toString();
    tool.run(directory, Stream.of(arguments).map(a -> a.equals("@") ? target : a).toList());
  }

  /** Writes metadata into all files, as far as their format can hold them. */
  private void dress(String... more) throws Exception {
    Stream<String> arguments =
        Stream.of(
            "-q",
            "-m",
            "-overwrite_original",
            "-n",
            "-Orientation=6",
            "-Artist=SECRET",
            "-SerialNumber=SECRET",
            "-GPSLatitude=48.2",
            "-GPSLatitudeRef=N",
            "-GPSLongitude=16.37",
            "-GPSLongitudeRef=E",
            "-UserComment=SECRET",
            "-Comment=SECRET",
            "-DateTimeOriginal=2024:01:02 03:04:05",
            "-XMP:Creator=SECRET",
            "-XMP:City=SECRET");
    Stream<String> all = Stream.concat(arguments, Stream.of(more));
    EXIFTOOL.run(directory, Stream.concat(all, Stream.of(dressed.toString())).toList());
  }

  /**
   * Returns the pixels of all files of a directory, by their names. A file of several images may be
   * decoded into as many.
   *
   * @param decoders that make PNG of each file, if it is not decoded as it is
   */
  private static Map<String, byte[]> pixels(Path of, Tool... decoders) throws Exception {
    List<Path> images = list(of);
    for (Tool decoder : decoders) {
      Path pngs = Files.createTempDirectory(directory, "pngs");
      for (Path image : images) {
        decoder.run(directory, image.toString(), pngs.resolve(image.getFileName()) + ".png");
      }
      images = list(pngs);
    }
    Path decoded = Files.createTempDirectory(directory, "decoded");
    Stream<String> options = Stream.of("-depth", "16", "-format", "rgba", "-path");
    Stream<String> all = Stream.concat(Stream.of(decoded), images.stream()).map(Path::toString);
    MOGRIFY.run(directory, Stream.concat(options, all).toList());
    Map<String, byte[]> pixels = new TreeMap<>();
    for (Path file : list(decoded)) {
      pixels.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    assertThat(pixels).hasSameSizeAs(images);
    return pixels;
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private void assertCleaning(boolean turns, Tool... decoders) throws Exception {
    List<Path> files = list(dressed);
    for (Path file : files) {
      byte[] original = Files.readAllBytes(file);
      CheckedImage image = ImageChecker.check(original, original.length, true);
      byte[] clean = image.bytes().toByteArray();
      assertThat(Build.indexOf(original, "SECRET")).as("secret in " + file).isNotNegative();
      assertThat(Build.indexOf(clean, "SECRET")).as("secret left in " + file).isNegative();
      assertThat(Samples.clean(clean)).as(file + " cleaned again").isEqualTo(clean);
      Files.write(cleaned.resolve(file.getFileName()), clean);
    }
    Map<String, byte[]> original = pixels(dressed, decoders);
    assertThat(original).hasSizeGreaterThanOrEqualTo(files.size());
    Map<String, byte[]> kept = pixels(cleaned, decoders);
    assertThat(kept.keySet()).isEqualTo(original.keySet());
    for (String name : original.keySet()) {
      boolean isSame = Arrays.equals(kept.get(name), original.get(name));
      assertThat(isSame).as("the pixels of %s are as they were", name).isTrue();
    }
    Map<String, List<String>> before = metadata(dressed);
    Map<String, List<String>> after = metadata(cleaned);
    assertThat(after.keySet()).isEqualTo(before.keySet()).hasSameSizeAs(files);
    for (String name : after.keySet()) {
      assertThat(after.get(name))
          .as(name)
          .allMatch(line -> line.matches(HARMLESS))
          .noneMatch(line -> line.contains("SECRET") || line.contains("Comment"));
      assertThat(after.get(name).stream().filter(line -> line.startsWith("[ICC")))
          .as("profile of " + name)
          .isEqualTo(before.get(name).stream().filter(line -> line.startsWith("[ICC")).toList());
      if (turns) {
        assertThat(after.get(name)).as(name).anyMatch(line -> line.matches("\\[IFD0].*: 6"));
      }
    }
  }

  /** Returns what exiftool says of each file in a directory. */
  private Map<String, List<String>> metadata(Path of) throws IOException, InterruptedException {
    Map<String, List<String>> metadata = new TreeMap<>();
    String printed = EXIFTOOL.run(directory, "-a", "-G1", "-s", "-n", "-u", "-ee", of.toString());
    List<String> lines = new ArrayList<>();
    for (String line : printed.lines().toList()) {
      if (line.startsWith("======== ")) {
        lines = new ArrayList<>();
        metadata.put(line.substring(line.lastIndexOf('/') + 1).strip(), lines);
      } else if (line.startsWith("[")) {
        lines.add(line);
      }
    }
    return metadata;
  }
}
