package dev.imagevault.app.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.contract.RendererPixelContract;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.render.EngineRenderer;
import dev.imagevault.render.Isolation;
import dev.imagevault.render.VipsEngine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Renders broken images by the hundred, and prints what became of them. */
class MutantsBenchmark {

  private static final List<String> FILES =
      List.of(
          "progressive.jpg",
          "p3.jpg",
          "deep.png",
          "palette.png",
          "film.gif",
          "alpha.webp",
          "still.avif",
          "turned.avif",
          "still.heic");
  private static final int MANY = Integer.getInteger("mutants", 1000);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long MEMORY = 1L << 30;

  @Test
  void printsWhatBecomesOfMutants() throws Exception {
    for (Isolation isolation : Isolation.values()) {
      try (EngineRenderer vips = VipsEngine.find(isolation, MEMORY)) {
        rendered(vips);
      }
      nothingIsLeft();
      try (EngineRenderer jdk = JdkEngine.find(isolation, MEMORY)) {
        rendered(jdk);
      }
      nothingIsLeft();
    }
  }

  private static void rendered(ImageRenderer renderer) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> files =
        FILES.stream().filter(name -> renderer.reads().contains(of(name))).toList();
    Map<String, Integer> ends = new TreeMap<>();
    for (int i = 0; i < MANY; i++) {
      String name = files.get(i % files.size());
      byte[] mutant = mutant(name, random);
      String end = "rendered";
      try {
        renderer.render(
            of(name),
            new ByteArrayInputStream(mutant),
            List.of(new RenditionSpec(32, Encoding.BEST)),
            TIMEOUT,
            made -> {});
      } catch (RenderingException e) {
        end = e.failure().toString();
        if (e.failure() != RenderingException.Failure.IMAGE) {
          System.out.println(name + " of seed " + seed + ", number " + i + ": " + e.getMessage());
        }
      }
      ends.merge(end, 1, Integer::sum);
    }
    System.out.println(renderer.description() + "\n  " + MANY + " mutants: " + ends);
    assertThat(ends).doesNotContainKey("ENGINE");
  }

  private static void nothingIsLeft() throws IOException {
    assertThat(ProcessHandle.current().descendants()).isEmpty();
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(left.filter(file -> file.getFileName().toString().startsWith("imagevault-render")))
          .isEmpty();
    }
  }

  private static byte[] mutant(String name, Random random) throws IOException {
    try (InputStream in = RendererPixelContract.class.getResourceAsStream("pictures/" + name)) {
      byte[] mutant = in.readAllBytes();
      for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
      }
      return mutant;
    }
  }

  private static ImageFormat of(String name) {
    return Stream.of(ImageFormat.values())
        .filter(format -> name.endsWith("." + format.extension()))
        .findFirst()
        .orElseThrow();
  }
}
