package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds images and runs programs in containers, with a store of its own below a directory. */
final class Buildah {

  private final Path directory;

  Buildah(Path directory) {
    this.directory = directory;
  }

  /** Returns the command line of this. */
  List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("buildah", "--storage-driver=vfs"));
    command.addAll(List.of("--root=" + directory.resolve("store")));
    command.addAll(List.of("--runroot=" + directory.resolve("run")));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Returns the command line that runs this in the container, as its user. */
  List<String> inContainer(
      String container, Map<String, String> environment, List<String> program) {
    List<String> command = command("run", "--isolation=chroot");
    environment.forEach((name, value) -> command.addAll(List.of("--env", name + "=" + value)));
    command.addAll(List.of(container, "--"));
    command.addAll(program);
    return command;
  }

  /** Returns what this says; it has to succeed. */
  String run(String... arguments) throws Exception {
    return run(command(arguments));
  }

  /** Returns what the command says; it has to succeed. */
  String run(List<String> command) throws Exception {
    Path complaints = Files.createTempFile(directory, "command", ".err");
    Process process = new ProcessBuilder(command).redirectError(complaints.toFile()).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said + Files.readString(complaints)).isZero();
    return said;
  }

  /** Returns whether the processes that run programs of containers are all gone. */
  boolean isQuiet() {
    return ProcessHandle.allProcesses()
        .noneMatch(each -> each.info().command().orElse("").startsWith(directory.toString()));
  }

  /** All that it stored is gone: files of users that are not the caller, too. */
  void remove() throws Exception {
    run(List.of("rm", "-rf", directory.resolve("store").toString()));
  }
}
