package dev.imagevault.app;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line in a process of its own, with nothing of this process's environment: the shipped
 * jar, when the build tests that, else the classes as they are compiled.
 */
public final class Child implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Process process;
  private final Path directory;
  private final Path out;
  private final Path err;

  private Child(Process process, Path directory, Path out, Path err) {
    this.process = process;
    this.directory = directory;
    this.out = out;
    this.err = err;
  }

  /** Starts it in this working directory. */
  public static Child start(Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    return start(List.of(), directory, environment, arguments);
  }

  /** As the other one, with these options of the JVM. */
  public static Child start(
      List<String> options, Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    String jar = System.getProperty("imagevault.jar");
    if (jar != null) {
      List<String> more = new ArrayList<>(options);
      more.addAll(ClassArchive.options(Path.of(jar)));
      return startJar(more, Path.of(jar), directory, environment, arguments);
    }
    List<String> program = new ArrayList<>(options);
    // As the manifest of the jar has it.
    program.add("--enable-native-access=ALL-UNNAMED");
    program.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return startProgram(program, directory, environment, arguments);
  }

  /** Starts it from this jar instead. */
  static Child startJar(
      Path jar, Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    return startJar(List.of(), jar, directory, environment, arguments);
  }

  /** As the other one, with these options of the JVM. */
  static Child startJar(
      List<String> options,
      Path jar,
      Path directory,
      Map<String, String> environment,
      String... arguments)
      throws IOException {
    List<String> program = new ArrayList<>(options);
    program.addAll(List.of("-jar", jar.toString()));
    return startProgram(program, directory, environment, arguments);
  }

  private static Child startProgram(
      List<String> program, Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    Path out = Files.createTempFile("child-", ".out");
    Path err = Files.createTempFile("child-", ".err");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1"));
    if (program.stream().noneMatch(option -> option.endsWith("GC"))) {
      command.add("-XX:+UseSerialGC");
    }
    command.addAll(program);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().putAll(environment);
    return new Child(builder.start(), directory, out, err);
  }

  /** Returns what this pattern's first group matches in its output, once there is such a line. */
  public String awaitOutput(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Matcher matcher = compiled.matcher(out());
              if (matcher.find()) {
                return Optional.of(matcher.group(1));
              }
              if (!process.isAlive()) {
                throw new AssertionError("it ended with " + process.exitValue() + "\n" + all());
              }
              return Optional.<String>empty();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  /** Returns its exit code, once it has ended. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end\n" + all());
    }
    return process.exitValue();
  }

  public String out() throws IOException {
    return Files.readString(out);
  }

  public String err() throws IOException {
    return Files.readString(err);
  }

  private String all() {
    try {
      return out() + err();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Returns the id of its process. */
  public long pid() {
    return process.pid();
  }

  /** Asks it to end, as SIGTERM does. */
  public Child terminate() {
    process.destroy();
    return this;
  }

  /** Ends it, as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** It has ended, and so has the PostgreSQL that it leaves behind where it is killed. */
  @Override
  public void close() throws Exception {
    boolean running = process.isAlive();
    kill();
    Path pidFile = directory.resolve(".imagevault/postgres/postmaster.pid");
    if (running && Files.exists(pidFile)) {
      long pid = Long.parseLong(Files.readAllLines(pidFile, StandardCharsets.UTF_8).get(0).strip());
      ProcessHandle.of(pid)
          .filter(p -> p.info().commandLine().orElse("").contains(directory.toString()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
    Files.delete(out);
    Files.delete(err);
  }
}
