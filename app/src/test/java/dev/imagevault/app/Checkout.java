package dev.imagevault.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** A checkout that has been built, as far as its Dockerfiles look at it. */
final class Checkout {

  private Checkout() {}

  /** Returns one as whoever works under umask 077 has it. */
  static Path under077(Path root) throws Exception {
    for (String file :
        List.of(
            "pom.xml",
            "app/.dockerignore",
            "app/Dockerfile",
            "app/jar.Dockerfile",
            "app/jar.Dockerfile.dockerignore",
            "app/target/imagevault-server.jar")) {
      Path copy = root.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(Path.of("..").resolve(file), copy);
    }
    Files.writeString(root.resolve("app/target/notes.txt"), "made by the build");
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.toList()) {
        String rights = Files.isDirectory(each) ? "rwx------" : "rw-------";
        Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(rights));
      }
    }
    return root;
  }
}
