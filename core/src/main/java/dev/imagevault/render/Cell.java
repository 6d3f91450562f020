package dev.imagevault.render;

import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.render.Program.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

  private static final Duration TRIAL = Duration.ofMinutes(1);
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

  /**
   * Lets the service go first, but not so far that a small image on a busy machine takes longer
   * than its time. Beside {@code nice}, for kernels that share the processors among sessions: a new
   * session has as much as the service's until it gives that up. A kernel takes that word from one
   * session in a tenth of a second, so it may have to be said again.
   */
  private static final List<String> LAST =
      List.of(
          "sh",
          "-c",
          """
          unset PWD OLDPWD
          if [ -w /proc/self/autogroup ]; then
            i=0
            until echo 12 >/proc/self/autogroup || [ $((i+=1)) -gt 20 ]; do
              sleep 0.1
            done </dev/null >/dev/null 2>&1 &
          fi
          exec nice -n 12 "$@"
          """,
          "sh");

  /** What the system's programs need beside {@code /usr}, if it is there. */
  private static final List<String> SYSTEM =
      List.of("/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives");

  private final List<String> walls;
  private final List<String> bounds;
  private final List<String> priority;

  private Cell(List<String> walls, List<String> bounds, List<String> priority) {
    this.walls = List.copyOf(walls);
    this.bounds = List.copyOf(bounds);
    this.priority = List.copyOf(priority);
  }

  /** Returns such a cell whose programs do not let others go first: somebody waits for them. */
  public Cell urgent() {
    return new Cell(walls, bounds, List.of());
  }

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
      cells.add(new Cell(wall, bounds(memory, alone ? processes : 1000 + processes), LAST));
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
   * @throws RenderingException as {@link Program#await} does
   * @throws IOException it could not be started, or its files could not be used
   */
  public Outcome run(
      List<String> command, Map<String, String> environment, Path in, Path out, Duration timeout)
      throws IOException {
    Redirect stdin = Redirect.from(in.toFile());
    try (Program program = start(command, environment, stdin, out, timeout)) {
      return program.await(timeout);
    }
  }

  /**
   * Starts a program whose standard input comes later. It ends with the thread that calls this, if
   * not before: so let that be one that stays.
   *
   * @param command found where the system's programs are
   * @param environment all that it has
   * @param out its standard output, which is replaced; beside it is a file for what it complains of
   * @param processorTime how much it may use
   * @throws IOException it could not be started
   */
  public Program start(
      List<String> command, Map<String, String> environment, Path out, Duration processorTime)
      throws IOException {
    return start(command, environment, Redirect.PIPE, out, processorTime);
  }

  private Program start(
      List<String> command,
      Map<String, String> environment,
      Redirect in,
      Path out,
      Duration processorTime)
      throws IOException {
    List<String> whole = new ArrayList<>(List.of("setsid", "choom", "-n", "1000", "--"));
    whole.addAll(walls);
    whole.addAll(bounds);
    whole.add("--cpu=" + (processorTime.toSeconds() + 1));
    whole.add("--");
    whole.addAll(priority);
    whole.addAll(command);
    Path complaints = out.resolveSibling(out.getFileName() + ".complaints");
    ProcessBuilder builder = new ProcessBuilder(whole);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process =
        builder
            .directory(Path.of("/").toFile())
            .redirectInput(in)
            .redirectOutput(out.toFile())
            .redirectError(Redirect.to(complaints.toFile()))
            .start();
    return new Program(process, complaints);
  }

  private static List<String> join(List<String> first, List<String> second) {
    List<String> both = new ArrayList<>(first);
    both.addAll(second);
    return both;
  }
}
