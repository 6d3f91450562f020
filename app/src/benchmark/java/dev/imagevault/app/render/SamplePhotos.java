package dev.imagevault.app.render;

import dev.imagevault.domain.ImageFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** Photos as phones make them: clouds, with something at every scale, the same in each run. */
final class SamplePhotos {

  private final Path directory;

  SamplePhotos(Path directory) throws Exception {
    this.directory = directory;
    run(
        "convert",
        "-seed",
        "7",
        "-size",
        "4032x3024",
        "plasma:fractal",
        "-attenuate",
        "0.4",
        "+noise",
        "Gaussian",
        "-blur",
        "0x0.7",
        "-depth",
        "8",
        "photo.png");
    run("convert", "photo.png", "-quality", "92", "photo.jpg");
    run("heif-enc", "-q", "60", "photo.png", "-o", "photo.heic");
    run("avifenc", "-s", "9", "-y", "420", "--min", "20", "--max", "30", "photo.png", "photo.avif");
    run("cwebp", "-quiet", "-m", "1", "photo.png", "-o", "photo.webp");
    run("vips", "resize", "photo.png", "huge.jpg[Q=85]", "2.2937");
    run("vips", "copy", "huge.jpg", "scans.jpg[Q=85,interlace]");
  }

  /** Returns where they are, by what they are called in the table. */
  Map<String, Path> files() {
    Map<String, Path> files = new LinkedHashMap<>();
    files.put("JPEG 12 MP", directory.resolve("photo.jpg"));
    files.put("HEIC 12 MP", directory.resolve("photo.heic"));
    files.put("AVIF 12 MP", directory.resolve("photo.avif"));
    files.put("WebP 12 MP", directory.resolve("photo.webp"));
    files.put("PNG 12 MP", directory.resolve("photo.png"));
    files.put("JPEG 64 MP", directory.resolve("huge.jpg"));
    files.put("JPEG 64 MP scans", directory.resolve("scans.jpg"));
    return files;
  }

  /** Returns what those of 12 megapixels show. */
  BufferedImage reference() throws IOException {
    return ImageIO.read(directory.resolve("photo.png").toFile());
  }

  static ImageFormat format(Path photo) {
    String name = photo.toString();
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return List.of(ImageFormat.values()).stream()
        .filter(format -> format.extension().equals(extension))
        .findFirst()
        .orElseThrow();
  }

  /** Runs a program to its end, in the directory of the photos. */
  void run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).inheritIO();
    builder.environment().put("VIPS_CONCURRENCY", "1");
    int code = builder.start().waitFor();
    if (code != 0) {
      throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
    }
  }
}
