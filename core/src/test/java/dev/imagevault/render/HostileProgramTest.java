package dev.imagevault.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.render.Program.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that do what a decoder could that an image has taken over. */
class HostileProgramTest {

  private static final long MEMORY = 256L << 20;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(700);

  /** Is in the command of each program, so that those that are left can be found. */
  private final String mark = "mark-" + UUID.randomUUID();

  private final String secret = "secret-" + UUID.randomUUID();

  @TempDir Path directory;
  private Scratch files;
  private Path out;

  @BeforeEach
  void makeFiles() throws IOException {
    files = new Scratch(InputStream.nullInputStream());
    out = files.path("out");
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    files.close();
    // The kernel ends what is in a namespace soon after its first process, in its own time.
    for (long end = System.nanoTime() + LONG.toNanos(); running() && System.nanoTime() < end; ) {
      Thread.onSpinWait();
    }
    assertThat(running()).as("a process is left").isFalse();
  }

  private boolean running() throws IOException {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.anyMatch(
          process -> {
            try {
              Path commandLine = Path.of("/proc/" + process.pid() + "/cmdline");
              return Files.readString(commandLine, StandardCharsets.ISO_8859_1).contains(mark);
            } catch (IOException ended) {
              return false;
            }
          });
    }
  }

  private static Cell cell(Isolation isolation) throws IOException {
    Installed.assume("prlimit", "util-linux");
    if (isolation == Isolation.SANDBOX) {
      Installed.assumeSandbox();
    }
    return Cell.find(isolation, MEMORY, 32, List.of());
  }

  private Outcome run(Isolation isolation, String script, Duration timeout) throws IOException {
    List<String> command = List.of("bash", "-c", script, mark);
    return cell(isolation).run(command, Map.of("OURS", "1"), files.original(), out, timeout);
  }

  private String printed(Isolation isolation, String script) throws IOException {
    run(isolation, script, LONG);
    return Files.readString(out, StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @EnumSource
  void itsEnvironmentHasOnlyWhatItWasGiven(Isolation isolation) throws Exception {
    String printed = printed(isolation, "env");
    assertThat(printed.lines().map(line -> line.replaceAll("=.*", "")))
        .contains("OURS")
        .isSubsetOf("OURS", "PWD", "SHLVL", "_", "OLDPWD");
  }

  @ParameterizedTest
  @EnumSource
  void itSeesNoOtherProcess(Isolation isolation) throws Exception {
    ProcessBuilder bystander = new ProcessBuilder("sleep", "600");
    bystander.environment().put("SECRET", secret);
    Process process = bystander.start();
    try {
      String script =
          "cat /proc/[0-9]*/environ; ls -d /proc/[0-9]*; cat /proc/" + process.pid() + "/environ";
      String printed = printed(isolation, script);
      assertThat(printed).doesNotContain(secret).contains("/proc/1").contains("OURS");
      assertThat(printed.lines().filter(line -> line.startsWith("/proc/")).count()).isLessThan(6);
      run(isolation, "kill -9 " + process.pid() + " -1", LONG);
      assertThat(process.isAlive()).isTrue();
    } catch (RenderingException itKilledItself) {
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void itSeesNoFileButTheSystems() throws Exception {
    Path file = Files.writeString(directory.resolve("credentials"), secret);
    String paths = file + " /etc/passwd /etc/shadow /root /home /proc/1/root" + file;
    String printed = printed(Isolation.SANDBOX, "cat " + paths + "; ls / /etc");
    assertThat(printed).doesNotContain(secret).doesNotContain("root:");
    assertThat(printed.lines().filter(line -> !line.isBlank() && !line.endsWith(":")))
        .isSubsetOf(
            "bin", "dev", "etc", "lib", "lib64", "proc", "usr", "ld.so.cache", "alternatives");
  }

  @Test
  void itWritesNothingButItsOutput() throws Exception {
    String printed =
        printed(
            Isolation.SANDBOX,
            "for d in / /tmp /usr /usr/bin /etc /dev /dev/shm /proc /var/tmp /lib; do"
                + " echo x > $d/x && echo $d; done; echo end");
    assertThat(printed).isEqualTo("end\n");
  }

  @ParameterizedTest
  @EnumSource
  void itReachesNoNetwork(Isolation isolation) throws Exception {
    try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String connect = "echo x > /dev/tcp/127.0.0.1/" + service.getLocalPort() + " && echo reached";
      String printed = printed(isolation, connect + "; cat /proc/net/route | wc -l; echo end");
      assertThat(printed).doesNotContain("reached").contains("end");
      service.setSoTimeout(1);
      assertThatThrownBy(service::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itIsNobody(Isolation isolation) throws Exception {
    String printed = printed(isolation, "grep -E 'Uid|CapEff|CapBnd|NoNewPrivs' /proc/self/status");
    assertThat(printed).contains("CapEff:\t0000000000000000").contains("NoNewPrivs:\t1");
    if (isolation == Isolation.SANDBOX) {
      assertThat(printed).contains("Uid:\t65534").contains("CapBnd:\t0000000000000000");
    }
  }

  @ParameterizedTest
  @EnumSource
  void theServiceGoesFirst(Isolation isolation) throws Exception {
    assertThat(printed(isolation, "nice")).isEqualTo("12\n");
    Assumptions.assumeTrue(
        Files.exists(Path.of("/proc/self/autogroup")), "this kernel does not group by session");
    String script = "until grep 'nice 12' /proc/self/autogroup; do sleep 0.01; done";
    assertThat(printed(isolation, script)).contains("nice 12");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsFedLateIsReadToItsEnd(Isolation isolation) throws Exception {
    byte[] much = new byte[1 << 20];
    Outcome outcome = fed(isolation, "wc -c", much, LONG);
    assertThat(outcome.exitCode()).as(outcome.complaint()).isZero();
    assertThat(Files.readString(out).strip()).isEqualTo(Integer.toString(much.length));
    assertThat(fed(isolation, "exit 7", much, LONG).exitCode()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource
  void whatReadsNothingIsEnded(Isolation isolation) {
    assertThatThrownBy(() -> fed(isolation, "sleep 1000; true", new byte[1 << 20], SHORT))
        .isInstanceOfSatisfying(
            RenderingException.class, e -> assertThat(e.failure()).isEqualTo(Failure.WORKER));
  }

  private Outcome fed(Isolation isolation, String script, byte[] input, Duration timeout)
      throws IOException {
    List<String> command = List.of("bash", "-c", script, mark);
    try (Program program = cell(isolation).start(command, Map.of(), out, LONG)) {
      return program.feed(new ByteArrayInputStream(input), timeout);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatSleepsIsEnded(Isolation isolation) {
    assertWorkerFails(isolation, "sleep 1000 & sleep 1000", SHORT);
  }

  @ParameterizedTest
  @EnumSource
  void whatSpinsIsEnded(Isolation isolation) {
    assertWorkerFails(isolation, "trap '' TERM INT HUP XCPU; while :; do :; done", SHORT);
  }

  @ParameterizedTest
  @EnumSource
  void whatForksIsEnded(Isolation isolation) {
    assertWorkerFails(isolation, "f() { f | f & f; }; f 2>/dev/null; sleep 1000", SHORT);
  }

  @ParameterizedTest
  @EnumSource
  void whatItStartsEndsWithIt(Isolation isolation) throws Exception {
    String script = "(setsid bash -c 'sleep 1000; true' " + mark + " &); echo end";
    assertThat(printed(isolation, script)).isEqualTo("end\n");
  }

  @ParameterizedTest
  @EnumSource
  void itsMemoryIsBounded(Isolation isolation) throws Exception {
    String printed = printed(isolation, "head -c 300M /dev/zero | tail -c 299M | wc -c; echo end");
    assertThat(printed).isEqualTo("0\nend\n");
  }

  @ParameterizedTest
  @EnumSource
  void itsOutputIsBounded(Isolation isolation) throws Exception {
    String script = "exec 3>&1; cat /dev/zero >&3; yes >&2; cat /dev/zero >&3";
    try {
      run(isolation, script, LONG);
    } catch (RenderingException ended) {
      assertThat(ended.failure()).isEqualTo(Failure.WORKER);
    }
    assertThat(Files.size(out)).isEqualTo(Cell.MAX_OUTPUT);
    assertThat(Files.size(files.path("out.complaints"))).isLessThanOrEqualTo(Cell.MAX_OUTPUT);
  }

  @ParameterizedTest
  @EnumSource
  void whatDiesIsToBlame(Isolation isolation) {
    for (String signal : List.of("SEGV", "ABRT", "KILL", "XCPU")) {
      // In a namespace of its own it is process 1, which no signal of its own reaches.
      String script = "bash -c 'kill -" + signal + " $$'; exit $?";
      assertWorkerFails(isolation, script, LONG);
    }
  }

  /** A service that is killed cannot end what it has started. */
  @ParameterizedTest
  @EnumSource
  void itEndsWithTheProcessThatStartedIt(Isolation isolation) throws Exception {
    cell(isolation);
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledService.class.getName(),
                isolation.name(),
                mark,
                directory.resolve("out").toString())
            .start();
    while (service.isAlive() && !running(service)) {
      Thread.onSpinWait();
    }
    assertThat(service.isAlive()).isTrue();
    service.destroyForcibly().waitFor();
  }

  private boolean running(Process service) {
    return service
        .descendants()
        .anyMatch(each -> each.info().command().orElse("").endsWith("sleep"));
  }

  /** Sleeps in a cell. */
  static final class KilledService {

    private KilledService() {}

    public static void main(String[] arguments) throws IOException {
      Path out = Path.of(arguments[2]);
      List<String> command = List.of("bash", "-c", "sleep 1000; true", arguments[1]);
      cell(Isolation.valueOf(arguments[0])).run(command, Map.of(), Path.of("/dev/null"), out, LONG);
    }
  }

  @Test
  void whatItComplainsOfIsOneLine() throws Exception {
    String script = "printf 'a\\033[2J\\n\\nb' >&2; exit 3";
    assertThat(run(Isolation.SANDBOX, script, LONG)).isEqualTo(new Outcome(3, "a [2J b"));
  }

  @Test
  void withoutASandboxThereIsOneLineThatSaysWhatToDo() throws Exception {
    Installed.assumeSandbox();
    List<Path> absent = List.of(directory.resolve("absent"));
    assertThatThrownBy(() -> Cell.find(Isolation.SANDBOX, MEMORY, 32, absent))
        .isInstanceOf(RenderingException.class)
        .hasMessageContaining("bubblewrap")
        .hasMessageContaining("\"limits\"")
        .hasMessageNotContaining("\n");
  }

  private void assertWorkerFails(Isolation isolation, String script, Duration timeout) {
    RenderingException failure =
        catchThrowableOfType(RenderingException.class, () -> run(isolation, script, timeout));
    assertThat(failure).as(script).isNotNull();
    assertThat(failure.failure()).isEqualTo(Failure.WORKER);
  }
}
