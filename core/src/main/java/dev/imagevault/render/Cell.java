package dev.imagevault.render;

import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Where a program runs that the file it reads may take over: with bounds, without privileges and,
 * in {@link Isolation#SANDBOX}, with nothing to see. Linux only. Thread-safe.
 *
 * <p>The bound of memory holds for each process, and the kernel kills what is in a cell before
 * anything else when memory runs out.
 */
public final class Cell {

  /** The most bytes that a program may write. */
  public static final long MAX_OUTPUT = 64L << 20;

  private static final int MAX_COMPLAINT = 300;
  private static final Duration TRIAL = Duration.ofSeconds(20);
  private static final Object ROOT = 0;

  /** Ends with this process, whose end may be sudden. */
  private static final List<String> SELF =
      List.of("setpriv", "--no-new-privs", "--inh-caps=-all", "--pdeathsig=KILL");

  private static final List<String> NOBODY =
      join(SELF, List.of("--reuid=65534", "--regid=65534", "--clear-groups"));
  private static final List<String> NO_PRIVILEGES = List.of("setpriv", "--bounding-set=-all");
  private static final List<String> NAMESPACES =
      List.of("unshare", "-Urnpf", "--mount-proc", "--kill-child");
  private static final List<String> SANDBOX =
      List.of(
          "bwrap",
          "--unshare-all",
          "--die-with-parent",
          "--new-session",
          "--cap-drop",
          "ALL",
          "--uid",
          "65534",
          "--gid",
          "65534",
          "--ro-bind",
          "/usr",
          "/usr");

  /** What the system's programs need beside {@code /usr}, if it is there. */
  private static final List<String> SYSTEM =
      List.of("/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives");

  private final List<String> walls;
  private final List<String> bounds;

  private Cell(List<String> walls, List<String> bounds) {
    this.walls = List.copyOf(walls);
    this.bounds = List.copyOf(bounds);
  }

  /**
   * What a program said in the end.
   *
   * @param exitCode 0 to 128
   * @param complaint the beginning of its standard error, without control characters
   */
  public record Outcome(int exitCode, String complaint) {}

  /**
   * Returns a cell that was tried on this machine.
   *
   * @param memory bytes of address space that each process has
   * @param processes how many there may be, threads counted
   * @param readable what a program sees in a sandbox, beside the system's own
   * @throws RenderingException of {@code ENGINE}; the message says what is missing, and is one line
   */
  public static Cell find(Isolation isolation, long memory, int processes, List<Path> readable) {
    String failed = "";
    for (Cell cell : candidates(isolation, memory, processes, readable)) {
      failed = cell.trial();
      if (failed.isEmpty()) {
        return cell;
      }
    }
    throw new RenderingException(
        Failure.ENGINE,
        isolation == Isolation.SANDBOX
            ? "there is no sandbox here: install Debian's bubblewrap, and let it make user"
                + (" namespaces, or choose the isolation \"limits\" (" + failed + ")")
            : "no process can be given limits: install Debian's util-linux (" + failed + ")",
        null);
  }

  private static List<Cell> candidates(
      Isolation isolation, long memory, int processes, List<Path> readable) {
    List<List<String>> walls = new ArrayList<>();
    List<String> user = isRoot() ? NOBODY : SELF;
    if (isolation == Isolation.SANDBOX) {
      walls.add(join(user, sandbox(readable)));
      // Some containers have no other user than root.
      walls.add(join(SELF, sandbox(readable)));
    } else {
      walls.add(join(user, join(NAMESPACES, NO_PRIVILEGES)));
      walls.add(user);
    }
    List<Cell> cells = new ArrayList<>();
    for (List<String> wall : walls) {
      // In a namespace of its own it counts its own processes, elsewhere all of its user's.
      boolean alone = wall.contains("bwrap") || wall.contains("unshare");
      cells.add(new Cell(wall, bounds(memory, alone ? processes : 1000 + processes)));
    }
    return cells;
  }

  private static List<String> sandbox(List<Path> readable) {
    List<String> sandbox = new ArrayList<>(SANDBOX);
    SYSTEM.forEach(path -> sandbox.addAll(List.of("--ro-bind-try", path, path)));
    readable.forEach(
        path -> sandbox.addAll(List.of("--ro-bind", path.toString(), path.toString())));
    // A root that can be written would be memory without bound.
    sandbox.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"));
    sandbox.addAll(List.of("--remount-ro", "/", "--chdir", "/", "--"));
    return sandbox;
  }

  private static List<String> bounds(long memory, int processes) {
    return List.of(
        "prlimit",
        "--as=" + memory,
        "--nproc=" + processes,
        "--fsize=" + MAX_OUTPUT,
        "--nofile=64",
        "--core=0");
  }

  private static boolean isRoot() {
    try {
      return ROOT.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException notLinux) {
      return false;
    }
  }

  /** Returns why nothing can run in it, or nothing if something can. */
  private String trial() {
    try (Scratch files = new Scratch(InputStream.nullInputStream())) {
      Outcome outcome = run(List.of("true"), Map.of(), files.original(), files.path("out"), TRIAL);
      return outcome.exitCode() == 0 ? "" : outcome.complaint();
    } catch (IOException | RenderingException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /**
   * Runs a program to its end, which is within the time-out and a second. Nothing of it is left.
   *
   * @param command found where the system's programs are
   * @param environment all that it has
   * @param in its standard input
   * @param out its standard output, which is replaced; beside it is a file for what it complains of
   * @throws RenderingException of {@code WORKER}, if it died or took too long; of {@code ENGINE},
   *     if the calling thread was interrupted
   * @throws IOException it could not be started, or its files could not be used
   */
  public Outcome run(
      List<String> command, Map<String, String> environment, Path in, Path out, Duration timeout)
      throws IOException {
    Path complaints = out.resolveSibling(out.getFileName() + ".complaints");
    List<String> whole = new ArrayList<>(List.of("setsid", "choom", "-n", "1000", "--"));
    whole.addAll(walls);
    whole.addAll(bounds);
    whole.add("--cpu=" + (timeout.toSeconds() + 1));
    whole.addAll(List.of("--", "nice", "-n", "19"));
    whole.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(whole);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process =
        builder
            .directory(Path.of("/").toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(Redirect.to(complaints.toFile()))
            .start();
    boolean ended = false;
    try {
      ended = process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RenderingException(Failure.ENGINE, "rendering was interrupted", e);
    } finally {
      if (!ended) {
        kill(process);
      }
    }
    String complaint = beginning(complaints);
    if (!ended) {
      throw new RenderingException(
          Failure.WORKER, "the decoder took longer than its " + timeout.toMillis() + " ms", null);
    }
    if (process.exitValue() > 128) {
      String signal = "signal " + (process.exitValue() - 128);
      throw new RenderingException(
          Failure.WORKER, "the decoder died of " + signal + ": " + complaint, null);
    }
    return new Outcome(process.exitValue(), complaint);
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().orTimeout(1, TimeUnit.SECONDS).exceptionally(late -> process).join();
  }

  private static String beginning(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_COMPLAINT), StandardCharsets.UTF_8);
      return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
  }

  private static List<String> join(List<String> first, List<String> second) {
    List<String> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }
}
