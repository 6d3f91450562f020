package com.example.files;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.MediaType;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
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
  public void put(ObjectKey key, MediaType mediaType, ImageBytes bytes, Duration timeout) {
    Deadline deadline = new Deadline(timeout);
    Path target = path(key);
    try {
      Path file = Files.createTempFile(incoming, null, null);
      try {
        write(file, mediaType, bytes, deadline);
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

  private static void write(Path file, MediaType mediaType, ImageBytes bytes, Deadline deadline)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        var content = bytes.newInputStream();
        var out = Channels.newOutputStream(channel)) {
      out.write(FileHeader.of(mediaType));
      byte[] part = new byte[1 << 16];
      for (int n = content.read(part); n >= 0; n = content.read(part)) {
        deadline.requireTimeLeft("put");
        out.write(part, 0, n);
      }
      channel.force(true);
    }
  }

  /** Nothing is moved into place once a put has failed. */
  @Override
  public Duration latePut() {
    return Duration.ZERO;
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

  /** A disk deletes one file after the other. */
  @Override
  public Map<ObjectKey, BackEndException> deleteAll(Collection<ObjectKey> keys, Duration timeout) {
    Deadline deadline = new Deadline(timeout);
    Map<ObjectKey, BackEndException> failures = new HashMap<>();
    for (ObjectKey key : keys) {
      try {
        deadline.requireTimeLeft("delete");
        Files.deleteIfExists(path(key));
      } catch (IOException e) {
        failures.put(key, refused("delete " + key, e));
      } catch (BackEndException e) {
        failures.put(key, e);
      }
    }
    return failures;
  }

  @Override
  public Stream<ListedObject> list(String prefix) {
    return new Listing(objects, prefix).stream();
  }

  @Override
  public void ping(Duration timeout) {
    new Deadline(timeout).requireTimeLeft("ping");
    if (!Files.isWritable(incoming)) {
      throw refused("write to " + incoming, null);
    }
  }

  private Path path(ObjectKey key) {
    return objects.resolve(key.value());
  }

  /** What a disk refuses it refuses until somebody makes room, or mends it. */
  static BackEndException refused(String what, Throwable cause) {
    return new BackEndException(
        BackEnd.STORAGE,
        Failure.REFUSED,
        "Cannot " + what + ": check the disk's room, rights and health",
        cause);
  }
}
