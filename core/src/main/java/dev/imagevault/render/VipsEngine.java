package dev.imagevault.render;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.RenditionSpec.Size;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.port.Rendition;
import dev.imagevault.render.Program.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Renders with libvips' own programs, which Debian's {@code libvips-tools} brings: a process finds
 * out what an image is, and one makes each picture. No native code is loaded into this process.
 */
public final class VipsEngine implements Engine {

  /** What one process may have if nobody says otherwise: 1 GiB of address space. */
  public static final long DEFAULT_MEMORY = 1L << 30;

  private static final int PROCESSES = 32;
  private static final String JPEG = ".jpg[Q=88,strip,optimize_coding,background=255]";
  private static final String WEBP = ".webp[Q=80,strip]";
  private static final String SCREEN = ".jpg[Q=95,no-subsample]";
  private static final int MAX_HEADER = 1 << 20;

  /** What libvips has in modules, which it loads when it starts. */
  private static final Set<ImageFormat> MODULAR = EnumSet.of(ImageFormat.HEIC, ImageFormat.AVIF);

  private final Cell cell;
  private final Map<String, String> environment;

  /** Runs it in this cell, whose processes have so many bytes of memory. */
  VipsEngine(Cell cell, long memory) {
    this.cell = cell;
    this.environment =
        Map.of(
            // Not those decoders that nobody hardened.
            "VIPS_BLOCK_UNTRUSTED", "1",
            "VIPS_CONCURRENCY", "1",
            // What does not fit into memory is not written to a disk instead.
            "VIPS_DISC_THRESHOLD", Long.toString(memory),
            // An arena of malloc is 64 MiB of address space.
            "MALLOC_ARENA_MAX", "1");
  }

  /**
   * Returns a renderer of the formats that libvips was seen to render here: see {@link
   * EngineRenderer}.
   *
   * @param memory bytes of address space that each of its processes has, 256 MiB at least
   * @throws RenderingException of {@code ENGINE}: there is no libvips here, or no such isolation.
   *     The message is one line, and says what to install
   */
  public static EngineRenderer find(Isolation isolation, long memory) {
    Cell cell = Cell.find(isolation, memory, PROCESSES, List.of());
    return new EngineRenderer(
        new VipsEngine(cell, memory),
        new VipsEngine(cell.urgent(), memory),
        isolation,
        EnumSet.allOf(ImageFormat.class));
  }

  @Override
  public String name() {
    return "libvips";
  }

  @Override
  public String remedy() {
    return "install Debian's libvips-tools";
  }

  @Override
  public void render(
      ImageFormat original,
      Scratch files,
      List<RenditionSpec> specs,
      Duration timeout,
      Consumer<Rendition> out)
      throws IOException {
    Run run = new Run(timeout);
    Header header = header(original, files, run);
    Path source = files.original();
    ImageFormat reads = original;
    boolean profile = header.profile();
    if (header.cmyk() && profile) {
      // vipsthumbnail takes no notice of a profile for print.
      Path screen = files.path("screen");
      run.program(
          reads,
          List.of("vips", "icc_transform", "stdin", SCREEN, "srgb", "--embedded"),
          source,
          screen);
      source = screen;
      reads = ImageFormat.JPEG;
      profile = false;
    }
    for (int i = 0; i < specs.size(); i++) {
      RenditionSpec spec = specs.get(i);
      ImageFormat format = format(spec.encoding(), header.transparent());
      Size size = spec.of(header.shown().width(), header.shown().height());
      Path target = files.path("picture" + i);
      run.program(reads, command(size, profile, format), source, target);
      Rendition rendition = check(spec, size, format, target);
      out.accept(rendition);
      boolean complete = format == ImageFormat.WEBP || !header.transparent();
      int edge = Math.max(size.width(), size.height());
      if (complete && i + 1 < specs.size() && specs.get(i + 1).edge() <= edge / 2) {
        // What is far smaller is made of this one, in half of the time.
        source = target;
        reads = format;
        profile = false;
        Files.copy(rendition.bytes().newInputStream(), target, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static Rendition check(RenditionSpec spec, Size size, ImageFormat format, Path file)
      throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return RenditionCheck.check(spec, size, format, in, Files.size(file));
    }
  }

  private static ImageFormat format(Encoding encoding, boolean transparent) {
    return switch (encoding) {
      case BEST -> transparent ? ImageFormat.WEBP : ImageFormat.JPEG;
      case JPEG -> ImageFormat.JPEG;
      case WEBP -> ImageFormat.WEBP;
    };
  }

  private static Header header(ImageFormat original, Scratch files, Run run) throws IOException {
    Path said = files.path("header");
    run.program(original, List.of("vipsheader", "-a", "stdin"), files.original(), said);
    try (InputStream in = Files.newInputStream(said)) {
      String text = new String(in.readNBytes(MAX_HEADER), StandardCharsets.UTF_8);
      return Header.parse(text.lines().toList());
    } catch (IllegalArgumentException e) {
      throw new RenderingException(Failure.WORKER, "vipsheader does not say what it read", e);
    }
  }

  private static List<String> command(Size size, boolean profile, ImageFormat format) {
    List<String> command = new ArrayList<>(List.of("vipsthumbnail", "stdin"));
    command.addAll(List.of("-s", size.width() + "x" + size.height() + "!"));
    if (profile) {
      // Without a profile in the image, this would change its colours.
      command.addAll(List.of("--eprofile", "srgb"));
    }
    command.addAll(List.of("-o", format == ImageFormat.WEBP ? WEBP : JPEG));
    return command;
  }

  /**
   * Without modules: they are five, with as many decoders again, and take a third of the start of
   * each program.
   */
  private Map<String, String> environment(ImageFormat reads) {
    if (MODULAR.contains(reads)) {
      return environment;
    }
    Map<String, String> without = new HashMap<>(environment);
    without.put("VIPSHOME", "/nowhere");
    return without;
  }

  /** Has nothing to do: each program has ended when its rendering has. */
  @Override
  public void close() {}

  /** The programs of one rendering, which share its time. */
  private final class Run {

    private Duration left;

    Run(Duration timeout) {
      left = timeout;
    }

    void program(ImageFormat reads, List<String> command, Path in, Path out) throws IOException {
      long began = System.nanoTime();
      Outcome outcome = cell.run(command, environment(reads), in, out, left);
      left = left.minusNanos(System.nanoTime() - began);
      if (outcome.exitCode() != 0) {
        String message = command.get(0) + " failed: " + outcome.complaint();
        throw new RenderingException(Failure.IMAGE, message, null);
      }
    }
  }
}
