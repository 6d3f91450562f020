package dev.imagevault.app.dev;

import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory that dev mode keeps everything in, for its owner alone. One process at a time has
 * it open. Thread-safe.
 */
public final class DataDirectory implements AutoCloseable {

  private static final String LOCK = "lock";
  private static final String JWT_SECRET = "jwt-secret";
  private static final int SECRET_BYTES = 32;

  private final Path path;
  private final @Nullable FileLock lock;

  private DataDirectory(Path path, @Nullable FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Returns the directory, made if need be, and held until it is closed or the process ends.
   *
   * @throws StartException where another process holds it, it is somebody else's, or it cannot be
   *     written
   */
  public static DataDirectory open(Path path) {
    try {
      if (!Files.exists(path)) {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.createDirectory(path, ownerOnly(path, "rwx------"));
      } else if (!Files.exists(path.resolve(LOCK)) && !isEmpty(path)) {
        throw new StartException(
            ExitCode.USAGE,
            path
                + " is not empty, and not a data directory of imagevault: choose another --data-dir",
            null);
      }
      FileLock lock = lock(path);
      if (lock == null) {
        throw new StartException(
            ExitCode.USAGE,
            "another dev uses the data directory "
                + path
                + ": stop it, or choose another --data-dir",
            null);
      }
      return new DataDirectory(path, lock);
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /**
   * Returns the directory of a dev that was here before: held, or where another process holds it,
   * {@linkplain #isHeld beside} that one, to read what it has made.
   *
   * @throws StartException where there is none, or it cannot be read
   */
  public static DataDirectory attach(Path path) {
    if (!exists(path)) {
      throw new StartException(
          ExitCode.USAGE,
          "there is no data directory of dev in " + path + ": run 'dev' first, or set --data-dir",
          null);
    }
    try {
      return new DataDirectory(path, lock(path));
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /** Returns whether a dev has made a data directory here. */
  public static boolean exists(Path path) {
    return Files.exists(path.resolve(LOCK));
  }

  private static StartException unusable(Path path, IOException e) {
    return new StartException(
        ExitCode.FAILURE,
        "cannot use the data directory " + path + " (" + e + "): choose another --data-dir",
        e);
  }

  private static boolean isEmpty(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new NotDirectoryException(path.toString());
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }

  /** Returns null where another process holds it. */
  private static @Nullable FileLock lock(Path path) throws IOException {
    Path file = path.resolve(LOCK);
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            ownerOnly(path, "rw-------"));
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // This very process has it open: as if another had.
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    return lock;
  }

  private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
    return Directories.isPosix(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /** Returns where it is. */
  public Path path() {
    return path;
  }

  /** Returns whether it is held by this object, so that its parts may be started. */
  public boolean isHeld() {
    return lock != null;
  }

  /** Returns the secret that tokens are signed with, made when it is first asked for. */
  public String jwtSecret() {
    return secret(JWT_SECRET, DataDirectory::randomText);
  }

  /**
   * Returns the secret that {@link #jwtSecret} gave in this directory, whoever holds it now; empty
   * where there is none.
   */
  public static Optional<String> jwtSecret(Path path) {
    Path file = path.resolve(JWT_SECRET);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      throw new StartException(ExitCode.FAILURE, "cannot read the secret of dev in " + file, e);
    }
  }

  /** Returns a random secret of this name, made when it is first asked for. */
  public String secret(String name) {
    return secret(name, DataDirectory::randomText);
  }

  /** Returns the secret of this name, made by this supplier when it is first asked for. */
  public synchronized String secret(String name, Supplier<String> generator) {
    Path file = path.resolve(name);
    try {
      if (!Files.exists(file)) {
        write(name, generator.get());
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new StartException(ExitCode.FAILURE, "cannot keep a secret in " + file, e);
    }
  }

  /** The file is there with its content, or not at all, whatever ends this process. */
  void write(String name, String content) throws IOException {
    Path file = path.resolve(name);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(fresh, options, ownerOnly(path, "rw-------"))) {
      channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String randomText() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Another process may open it. */
  @Override
  public void close() {
    if (lock == null) {
      return;
    }
    try {
      lock.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
