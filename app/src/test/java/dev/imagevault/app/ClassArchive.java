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

  private ClassArchive() {}

  /** Returns the archive of this jar, which one run makes for all that come after it. */
  static synchronized Path of(Path jar) throws IOException {
    Path archive = jar.resolveSibling(jar.getFileName() + ".jsa");
    try (FileChannel channel =
            FileChannel.open(
                jar.resolveSibling(jar.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock unused = channel.lock()) {
      if (!Files.exists(archive)
          || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0) {
        make(jar, archive);
      }
    }
    return archive;
  }

  /** The classes are those that dev needs for one image. */
  private static void make(Path jar, Path archive) throws IOException {
    Path fresh = archive.resolveSibling(archive.getFileName() + ".new");
    Path directory = Files.createTempDirectory("class-archive-");
    List<String> options = List.of("-XX:ArchiveClassesAtExit=" + fresh, "-Xlog:disable");
    try (Child dev = Child.startJar(options, jar, directory, Map.of("PORT", "0"), "dev")) {
      String token = dev.awaitOutput("Bearer (\\S+)'");
      Http http = new Http(dev.awaitOutput("imagevault listens on (http://\\S+)"), token);
      String image = Http.member(http.upload(Pictures.png(8, 8)).body(), "id");
      http.send("DELETE", "/api/profile/images/" + image);
      int code = dev.terminate().exitCode();
      if (code != 0 || !Files.exists(fresh)) {
        throw new IOException("no archive of classes came of dev, which ended with " + code);
      }
      Files.move(fresh, archive, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("no archive of classes came of dev", e);
    } finally {
      Servers.delete(directory);
    }
  }
}
