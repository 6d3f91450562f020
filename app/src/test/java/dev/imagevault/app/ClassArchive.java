package dev.imagevault.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/**
 * The classes of the jar as the JVM laid them out once, so that a process starts in half of its
 * time: most tests of processes start several.
 */
final class ClassArchive {

  private static boolean inVain;

  private ClassArchive() {}

  /**
   * Returns the options that start this jar from its archive, which one process of tests makes for
   * all that come after it. Where none comes of it, the jar starts as it is.
   */
  static synchronized List<String> options(Path jar) throws IOException {
    if (inVain) {
      return List.of();
    }
    Path archive = jar.resolveSibling(jar.getFileName() + ".jsa");
    try (FileChannel channel =
            FileChannel.open(
                jar.resolveSibling(jar.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock unused = channel.lock()) {
      if (!Files.exists(archive)
          || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0) {
        inVain = !make(jar, archive);
      }
    }
    return inVain ? List.of() : List.of("-XX:SharedArchiveFile=" + archive);
  }

  /** The classes are those that dev needs for one image. */
  private static boolean make(Path jar, Path archive) throws IOException {
    Path fresh = archive.resolveSibling(archive.getFileName() + ".new");
    Path directory = Files.createTempDirectory("class-archive-");
    List<String> options = List.of("-XX:ArchiveClassesAtExit=" + fresh, "-Xlog:disable");
    try (Child dev = Child.startJar(options, jar, directory, Map.of("PORT", "0"), "dev")) {
      String token = dev.awaitOutput("Bearer (\\S+)'");
      Http http = new Http(dev.awaitOutput("imagevault listens on (http://\\S+)"), token);
      String image = Http.member(http.upload(Pictures.png(8, 8)).body(), "id");
      http.send("DELETE", "/api/profile/images/" + image);
      if (dev.terminate().exitCode() != 0 || !Files.exists(fresh)) {
        return false;
      }
      Files.move(fresh, archive, StandardCopyOption.REPLACE_EXISTING);
      Servers.delete(directory);
      return true;
    } catch (Exception | AssertionError e) {
      // The tests say so themselves if it is dev that fails.
      return false;
    }
  }
}
