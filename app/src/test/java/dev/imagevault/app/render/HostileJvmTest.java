package dev.imagevault.app.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.render.Cell;
import dev.imagevault.render.Isolation;
import dev.imagevault.render.Scratch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs in the place of a JVM that an image has taken over. */
class HostileJvmTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(700);
  private static final long MEMORY = 256L << 20;

  /** Is in the command of each program, so that those that are left can be found. */
  private final String mark = "mark-" + UUID.randomUUID();

  private Scratch image;

  @BeforeEach
  void takeAnImage() throws IOException {
    // More than fits into a pipe that nobody reads.
    image = new Scratch(new ByteArrayInputStream(new byte[1 << 20]));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    image.close();
    await().atMost(LONG).untilAsserted(() -> assertThat(running()).isZero());
  }

  private long running() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(this::isMarked).count();
    }
  }

  private boolean isMarked(ProcessHandle process) {
    try {
      Path commandLine = Path.of("/proc/" + process.pid() + "/cmdline");
      return Files.readString(commandLine, StandardCharsets.ISO_8859_1).contains(mark);
    } catch (IOException ended) {
      return false;
    }
  }

  private SpareJvms jvms(String script, Duration idle) {
    Cell cell = Cell.find(Isolation.LIMITS, MEMORY, 32, List.of());
    return new SpareJvms(cell, List.of("bash", "-c", script, mark), idle);
  }

  private RenderingException failure(String script, Duration timeout) {
    try (JdkEngine engine = new JdkEngine(jvms(script, LONG))) {
      return catchThrowableOfType(
          RenderingException.class,
          () ->
              engine.render(
                  ImageFormat.JPEG,
                  image,
                  List.of(new RenditionSpec(32, Encoding.BEST)),
                  timeout,
                  made -> {}));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ends at once      | exit 0",
        "makes nothing     | cat >/dev/null",
        "refuses oddly     | exit 11",
        "dies              | bash -c 'kill -SEGV $$'; exit $?",
        "makes noise       | head -c 100000 /dev/urandom",
        "says it is huge   | printf '\\000\\377\\377\\377\\377\\177\\377\\377\\377'",
        "says it is long   | printf '\\000\\000\\040\\000\\030\\177\\377\\377\\377'",
        "says it is less   | printf '\\000\\000\\040\\000\\030\\377\\377\\377\\377'",
        "gives back        | printf '\\000\\000\\040\\000\\030\\000\\000\\010\\000'; cat",
      })
  void whatMakesNoPictureIsToBlame(String what, String script) {
    assertThat(failure(script, LONG)).as(what).isNotNull();
    assertThat(failure(script, LONG).failure()).as(what).isEqualTo(Failure.WORKER);
  }

  @ParameterizedTest
  @CsvSource({"sleep 1000; true", "cat >/dev/null; sleep 1000; true", "while :; do :; done"})
  void whatTakesTooLongIsEnded(String script) {
    assertThat(failure(script, SHORT).failure()).isEqualTo(Failure.WORKER);
  }

  @Test
  void whatRefusesBlamesTheImage() {
    RenderingException refused = failure("cat >/dev/null; echo broken >&2; exit 10", LONG);
    assertThat(refused.failure()).isEqualTo(Failure.IMAGE);
    assertThat(refused).hasMessageContaining("broken");
  }

  @Test
  void oneWaitsForTheNextImageAndAnotherForTheOneAfterIt() throws IOException {
    try (SpareJvms jvms = jvms("cat; true", LONG)) {
      assertThat(running()).isZero();
      jvms.prepare();
      await().atMost(LONG).until(() -> running() > 0);
      long one = running();
      jvms.prepare();
      try (OneImageJvm taken = jvms.take()) {
        assertThat(running()).isEqualTo(one);
        assertThat(taken.render(new byte[3], image.original(), LONG).exitCode()).isZero();
        assertThat(taken.made().readAllBytes()).hasSize(3 + (1 << 20));
      }
      try (OneImageJvm another = jvms.take()) {
        assertThat(another.made().readAllBytes()).isEmpty();
      }
    }
  }

  @Test
  void whatWasTakenLeavesNoFile() throws IOException {
    try (SpareJvms jvms = jvms("cat; true", LONG)) {
      OneImageJvm taken = jvms.take();
      taken.close();
      assertThatThrownBy(taken::made).isInstanceOf(NoSuchFileException.class);
    }
  }

  @Test
  void oneThatHasEndedIsReplaced() {
    try (SpareJvms jvms = jvms("cat; true", LONG)) {
      jvms.prepare();
      await().atMost(LONG).until(() -> running() > 0);
      try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
        all.filter(this::isMarked).forEach(ProcessHandle::destroyForcibly);
      }
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                try (OneImageJvm taken = jvms.take()) {
                  assertThat(taken.render(new byte[0], image.original(), LONG).exitCode()).isZero();
                }
              });
    }
  }

  @Test
  void oneThatNobodyNeedsEnds() {
    try (SpareJvms jvms = jvms("cat; true", Duration.ofMillis(1))) {
      jvms.prepare();
      await().atMost(LONG).until(() -> running() == 0);
    }
  }

  @Test
  void whatIsClosedRendersNothing() {
    SpareJvms jvms = jvms("cat; true", LONG);
    jvms.prepare();
    jvms.close();
    jvms.close();
    jvms.prepare();
    assertThatThrownBy(jvms::take)
        .isInstanceOfSatisfying(
            RenderingException.class, e -> assertThat(e.failure()).isEqualTo(Failure.ENGINE));
  }

  /** A service that is killed cannot end the JVM that waits. */
  @Test
  void theOneThatWaitsEndsWithTheServiceThatIsKilled() throws Exception {
    Process service =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledService.class.getName(),
                mark)
            .redirectErrorStream(true)
            .start();
    await().atMost(LONG).until(() -> !service.isAlive() || waits(service));
    assertThat(service.isAlive()).isTrue();
    service.destroyForcibly().waitFor();
  }

  private static boolean waits(Process service) {
    return service.descendants().anyMatch(each -> each.info().command().orElse("").endsWith("cat"));
  }

  /** Has one that waits. */
  static final class KilledService {

    private KilledService() {}

    public static void main(String[] arguments) throws InterruptedException {
      Cell cell = Cell.find(Isolation.LIMITS, MEMORY, 32, List.of());
      new SpareJvms(cell, List.of("bash", "-c", "cat; true", arguments[0]), LONG).prepare();
      Thread.currentThread().join();
    }
  }
}
