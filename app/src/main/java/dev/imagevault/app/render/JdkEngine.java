package dev.imagevault.app.render;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.port.Rendition;
import dev.imagevault.port.RenditionSpec;
import dev.imagevault.port.RenditionSpec.Encoding;
import dev.imagevault.port.RenditionSpec.Size;
import dev.imagevault.render.Cell;
import dev.imagevault.render.Engine;
import dev.imagevault.render.EngineRenderer;
import dev.imagevault.render.Isolation;
import dev.imagevault.render.RenditionCheck;
import dev.imagevault.render.Scratch;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Renders with the JDK's decoders of JPEG, PNG and GIF, in a JVM that is started for each image.
 */
public final class JdkEngine implements Engine {

  /** Threads of a JVM that has two processors, and some more. */
  private static final int PROCESSES = 64;

  private static final Set<ImageFormat> FORMATS =
      EnumSet.of(ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.GIF);

  private final Cell cell;
  private final List<String> java;

  JdkEngine(Cell cell, List<String> java) {
    this.cell = cell;
    this.java = List.copyOf(java);
  }

  /**
   * Returns a renderer of the formats that the JDK was seen to render here.
   *
   * @param memory bytes of address space that the JVM has, 1 GiB at least
   * @throws RenderingException of {@code ENGINE}; the message is one line
   */
  public static ImageRenderer find(Isolation isolation, long memory) {
    try {
      Path home = Path.of(System.getProperty("java.home")).toRealPath();
      Path code =
          Path.of(RenderWorker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Set<Path> readable = configuration(home);
      readable.add(home);
      readable.add(code.toRealPath());
      Cell cell = Cell.find(isolation, memory, PROCESSES, List.copyOf(readable));
      List<String> java = command(home, code.toRealPath(), memory);
      return new EngineRenderer(new JdkEngine(cell, java), isolation, FORMATS);
    } catch (IOException | URISyntaxException e) {
      throw new RenderingException(Failure.ENGINE, "the JDK's own files cannot be found: " + e, e);
    }
  }

  /** Debian's JDKs have their configuration elsewhere, and links to it. */
  private static Set<Path> configuration(Path home) throws IOException {
    Set<Path> elsewhere = new TreeSet<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path link : (Iterable<Path>) files.filter(Files::isSymbolicLink)::iterator) {
        if (Files.exists(link)) {
          Path target = link.toRealPath();
          if (!target.startsWith(home) && !target.startsWith("/usr")) {
            elsewhere.add(target);
          }
        }
      }
    }
    return elsewhere;
  }

  private static List<String> command(Path home, Path code, long memory) {
    return List.of(
        home.resolve("bin/java").toString(),
        "-Xmx" + memory / 2,
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:ReservedCodeCacheSize=16m",
        "-XX:CompressedClassSpaceSize=32m",
        "-XX:-UsePerfData",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:ErrorFile=/dev/null",
        "-Djava.awt.headless=true",
        "-cp",
        code.toString(),
        RenderWorker.class.getName());
  }

  @Override
  public String name() {
    return "the JDK";
  }

  @Override
  public String remedy() {
    return "install Debian's libvips-tools";
  }

  @Override
  public void render(
      ImageFormat format,
      Scratch files,
      List<RenditionSpec> specs,
      Duration timeout,
      Consumer<Rendition> out)
      throws IOException {
    if (specs.stream().anyMatch(spec -> spec.encoding() == Encoding.WEBP)) {
      throw new RenderingException(Failure.ENGINE, "the JDK writes no WebP", null);
    }
    List<String> command = new ArrayList<>(java);
    command.add(format.extension());
    specs.forEach(spec -> command.add(spec.edge() + ":" + spec.encoding()));
    Path made = files.path("made");
    Cell.Outcome outcome = cell.run(command, Map.of(), files.original(), made, timeout);
    if (outcome.exitCode() != 0) {
      boolean refused = outcome.exitCode() == RenderWorker.REFUSED;
      throw new RenderingException(
          refused ? Failure.IMAGE : Failure.WORKER,
          "the JDK cannot render it: " + outcome.complaint(),
          null);
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(made)))) {
      for (RenditionSpec spec : specs) {
        out.accept(next(spec, in));
      }
    } catch (EOFException e) {
      throw new RenderingException(Failure.WORKER, "the JDK made too few pictures", e);
    }
  }

  private static Rendition next(RenditionSpec spec, DataInputStream in) throws IOException {
    boolean png = in.readBoolean();
    Size size = new Size(in.readUnsignedShort(), in.readUnsignedShort());
    int length = in.readInt();
    if (Math.max(size.width(), size.height()) > spec.edge()) {
      throw new RenderingException(Failure.WORKER, "the JDK made too large a picture", null);
    }
    return RenditionCheck.check(spec, size, png ? ImageFormat.PNG : ImageFormat.JPEG, in, length);
  }
}
