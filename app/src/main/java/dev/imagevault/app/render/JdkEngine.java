package dev.imagevault.app.render;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.RenditionSpec.Size;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.port.Rendition;
import dev.imagevault.render.Cell;
import dev.imagevault.render.Engine;
import dev.imagevault.render.EngineRenderer;
import dev.imagevault.render.Isolation;
import dev.imagevault.render.Program.Outcome;
import dev.imagevault.render.RenditionCheck;
import dev.imagevault.render.Scratch;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Renders with the JDK's decoders of JPEG, PNG and GIF, in a JVM for each image, which was started
 * before the image came: see {@link SpareJvms}.
 */
public final class JdkEngine implements Engine {

  /** Threads of a JVM that has two processors, and some more. */
  private static final int PROCESSES = 64;

  /** A JVM takes much more of address space than of memory. */
  private static final long MIN_MEMORY = 1L << 30;

  /** Less than after what {@link Scratch} removes files that are left. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  private static final Set<ImageFormat> FORMATS =
      EnumSet.of(ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.GIF);

  private final SpareJvms jvms;

  JdkEngine(SpareJvms jvms) {
    this.jvms = jvms;
  }

  /**
   * Returns a renderer of the formats that the JDK was seen to render here.
   *
   * @param memory bytes of address space that the JVM has, 1 GiB at least
   * @throws RenderingException of {@code ENGINE}; the message is one line
   */
  public static EngineRenderer find(Isolation isolation, long memory) {
    if (memory < MIN_MEMORY) {
      throw new RenderingException(
          Failure.ENGINE, "the JDK's engine needs 1 GiB: VARIANT_MEMORY=" + MIN_MEMORY, null);
    }
    try {
      Path home = Path.of(System.getProperty("java.home")).toRealPath();
      Path code =
          Path.of(RenderWorker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Set<Path> readable = configuration(home);
      readable.add(home);
      readable.add(code.toRealPath());
      Cell cell = Cell.find(isolation, memory, PROCESSES, List.copyOf(readable));
      List<String> command = command(home, code.toRealPath(), memory);
      SpareJvms trial = new SpareJvms(cell.urgent(), command, Duration.ZERO);
      return found(new SpareJvms(cell, command, IDLE), trial, isolation);
    } catch (IOException | URISyntaxException e) {
      throw new RenderingException(Failure.ENGINE, "the JDK's own files cannot be found: " + e, e);
    }
  }

  private static EngineRenderer found(SpareJvms jvms, SpareJvms trial, Isolation isolation) {
    try {
      EngineRenderer found =
          new EngineRenderer(new JdkEngine(jvms), new JdkEngine(trial), isolation, FORMATS);
      jvms.prepare();
      return found;
    } catch (RenderingException nothing) {
      trial.close();
      jvms.close();
      throw nothing;
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
        // What is large goes where it can stay, so that its space is used again.
        "-Xmn16m",
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:ReservedCodeCacheSize=16m",
        "-XX:CompressedClassSpaceSize=32m",
        "-XX:-UsePerfData",
        // A tenth less time: an image fills its memory once.
        "-XX:+UseTransparentHugePages",
        // Standard output is for pictures. A sandbox has no /sys, of which the JVM warns.
        "-XX:+DisplayVMOutputToStderr",
        "-Xlog:disable",
        "-Xlog:all=warning:stderr",
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
    try (OneImageJvm jvm = jvms.take()) {
      Outcome outcome = jvm.render(request(format, specs), files.original(), timeout);
      if (outcome.exitCode() != 0) {
        boolean refused = outcome.exitCode() == RenderWorker.REFUSED;
        throw new RenderingException(
            refused ? Failure.IMAGE : Failure.WORKER,
            "the JDK cannot render it: " + outcome.complaint(),
            null);
      }
      handOver(jvm, specs, out);
    } finally {
      jvms.prepare();
    }
  }

  private static byte[] request(ImageFormat format, List<RenditionSpec> specs) throws IOException {
    StringJoiner request = new StringJoiner(" ").add(format.extension());
    specs.forEach(spec -> request.add(spec.edge() + ":" + spec.encoding()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new DataOutputStream(bytes).writeUTF(request.toString());
    return bytes.toByteArray();
  }

  private static void handOver(OneImageJvm jvm, List<RenditionSpec> specs, Consumer<Rendition> out)
      throws IOException {
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(jvm.made()))) {
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

  @Override
  public void close() {
    jvms.close();
  }
}
