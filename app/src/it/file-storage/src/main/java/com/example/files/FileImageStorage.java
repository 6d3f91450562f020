package com.example.files;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Images in a directory of a local file system that tells upper from lower case. An object is a
 * file under its key; an object on its way is in a directory beside, so that no reader meets it. A
 * user whose part of the key is longer than the file system's names (often 255 bytes) is refused.
 * Thread-safe.
 */
public final class FileImageStorage implements ImageStorage {

  private final Path objects;
  private final Path incoming;

  /**
   * Stores images below this directory.
   *
   * @param directory made if it is not there; on one file system, so that moving is atomic
   * @throws IOException it cannot be made
   */
  public FileImageStorage(Path directory) throws IOException {
    objects = Files.createDirectories(directory.resolve("objects"));
    incoming = Files.createDirectories(directory.resolve("incoming"));
  }

  @Override
  public void put(ObjectKey key, ImageFormat format, ImageBytes bytes, Duration timeout) {
    Deadline deadline = new Deadline(timeout);
    Path target = path(key);
    try {
      Path file = Files.createTempFile(incoming, null, null);
      try {
        write(file, format, bytes, deadline);
        Files.createDirectories(target.getParent());
        Files.move(
            file, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(file);
        throw e;
      }
    } catch (IOException e) {
      throw refused("put " + key, e);
    }
  }

  private static void write(Path file, ImageFormat format, ImageBytes bytes, Deadline deadline)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        var content = bytes.newInputStream();
        var out = Channels.newOutputStream(channel)) {
      out.write(FileHeader.of(format));
      byte[] part = new byte[1 << 16];
      for (int n = content.read(part); n >= 0; n = content.read(part)) {
        deadline.requireTimeLeft("put");
        out.write(part, 0, n);
      }
      channel.force(true);
    }
  }

  @Override
  public Optional<StoredObject> open(ObjectKey key) {
    try {
      FileChannel channel = FileChannel.open(path(key), StandardOpenOption.READ);
      try {
        // One open file is one object, even if another is moved to its place now.
        String type = FileHeader.readType(channel);
        long length = channel.size() - FileHeader.LENGTH;
        return Optional.of(new StoredObject(Channels.newInputStream(channel), type, length));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw refused("open " + key, e);
    }
  }

  @Override
  public void delete(ObjectKey key, Duration timeout) {
    new Deadline(timeout).requireTimeLeft("delete");
    try {
      Files.deleteIfExists(path(key));
    } catch (IOException e) {
      throw refused("delete " + key, e);
    }
  }

  @Override
  public Stream<ListedObject> list(String prefix) {
    return new Listing(objects, prefix).stream();
  }

  private Path path(ObjectKey key) {
    return objects.resolve(key.value());
  }

  /** What a disk refuses it refuses until somebody makes room, or mends it. */
  static BackEndException refused(String what, IOException cause) {
    return new BackEndException(
        BackEnd.STORAGE,
        Failure.REFUSED,
        "Cannot " + what + ": check the disk's room, rights and health",
        cause);
  }
}
