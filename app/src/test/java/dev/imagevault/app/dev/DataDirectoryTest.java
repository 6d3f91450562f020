package dev.imagevault.app.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir private Path parent;

  private Path path() {
    return parent.resolve("a/b");
  }

  @Test
  void directoryAndSecretsAreTheOwnersAlone() throws IOException {
    try (DataDirectory directory = DataDirectory.open(path())) {
      directory.jwtSecret();
      assertThat(permissions(path())).isEqualTo("rwx------");
      assertThat(permissions(path().resolve("jwt-secret"))).isEqualTo("rw-------");
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void secretsAreMadeOnceAndStay() {
    String made;
    try (DataDirectory directory = DataDirectory.open(path())) {
      made = directory.jwtSecret();
      assertThat(made).hasSizeGreaterThanOrEqualTo(32);
      assertThat(directory.secret("other")).isNotEqualTo(made);
    }
    try (DataDirectory directory = DataDirectory.open(path())) {
      assertThat(directory.jwtSecret()).isEqualTo(made);
    }
    assertThat(DataDirectory.jwtSecret(path())).contains(made);
  }

  @Test
  void aDirectoryWithoutASecretHasNone() {
    assertThat(DataDirectory.jwtSecret(path())).isEmpty();
  }

  @Test
  void aSecretIsThereWhollyOrNotAtAll() throws IOException {
    try (DataDirectory directory = DataDirectory.open(path())) {
      Files.writeString(path().resolve("jwt-secret.new"), "begun by a process that was killed");
      assertThat(directory.jwtSecret()).doesNotContain("killed");
    }
  }

  @Test
  void onlyOneHasItOpen() {
    try (DataDirectory directory = DataDirectory.open(path())) {
      assertThatThrownBy(() -> DataDirectory.open(path()))
          .isInstanceOfSatisfying(
              StartException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining(directory.path().toString());
    }
    DataDirectory.open(path()).close();
  }

  @Test
  void somebodyElsesDirectoryIsLeftAlone() throws IOException {
    Files.writeString(parent.resolve("thesis.txt"), "years of work");
    String before = permissions(parent);
    assertThatThrownBy(() -> DataDirectory.open(parent))
        .isInstanceOfSatisfying(
            StartException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    assertThat(permissions(parent)).isEqualTo(before);
    assertThat(parent).isDirectoryNotContaining(p -> p.endsWith("lock"));
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "");
    assertThatThrownBy(() -> DataDirectory.open(file)).isInstanceOf(StartException.class);
  }
}
