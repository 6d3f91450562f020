package dev.imagevault;

import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.OriginalName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A file that is to become an image: {@code Upload.of(stream, size).named("cat.jpg")}. Each method
 * returns another upload; none changes this one. Immutable, apart from its stream, which can be
 * read once.
 */
public final class Upload {

  private final Content content;
  private final long size;
  private final String fileName;
  private final Optional<IdempotencyKey> idempotencyKey;
  private final BooleanSupplier isOver;
  private final UploadListener listener;

  /** Gives the bytes of a file, which begin an array. */
  private interface Content {
    byte[] read() throws IOException;
  }

  private Upload(
      Content content,
      long size,
      String fileName,
      Optional<IdempotencyKey> idempotencyKey,
      BooleanSupplier isOver,
      UploadListener listener) {
    if (size < 0) {
      throw new IllegalArgumentException("a size is not negative: " + size);
    }
    this.content = content;
    this.size = size;
    this.fileName = fileName;
    this.idempotencyKey = idempotencyKey;
    this.isOver = isOver;
    this.listener = listener;
  }

  private static Upload of(Content content, long size) {
    return new Upload(content, size, "", Optional.empty(), () -> false, new UploadListener() {});
  }

  /** A file that is this whole array, which is not to be changed until it is uploaded. */
  public static Upload of(byte[] bytes) {
    return of(bytes, bytes.length);
  }

  /**
   * A file at the beginning of an array, which is not to be changed until it is uploaded.
   *
   * @param length how many of the bytes, from the first, are the file
   */
  public static Upload of(byte[] bytes, int length) {
    if (length > bytes.length) {
      throw new IllegalArgumentException(length + " bytes are more than " + bytes.length);
    }
    return of(() -> bytes, length);
  }

  /**
   * A file that is read when it is uploaded, and only if its size is within the limit. It is read
   * to its end, and not closed.
   *
   * @param size in bytes; a stream with fewer or more of them is rejected
   */
  public static Upload of(InputStream stream, long size) {
    return of(() -> readExactly(stream, size), size);
  }

  private static byte[] readExactly(InputStream stream, long size) throws IOException {
    byte[] bytes = stream.readNBytes(Math.toIntExact(size));
    if (bytes.length < size) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.INVALID,
          "The file ends after " + bytes.length + " of " + size + " bytes; send it again");
    }
    if (stream.read() >= 0) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.INVALID,
          "The file has more than the " + size + " bytes that were announced");
    }
    return bytes;
  }

  /**
   * The same, with a name.
   *
   * @param name as the client gave it, perhaps empty; see {@link OriginalName}
   */
  public Upload named(String name) {
    return new Upload(content, size, name, idempotencyKey, isOver, listener);
  }

  /**
   * The same, and a repeat of it is recognised. If an earlier upload of the same owner and key
   * succeeded with the same content, that image is returned and nothing is stored.
   */
  public Upload idempotent(IdempotencyKey key) {
    return new Upload(content, size, fileName, Optional.of(key), isOver, listener);
  }

  /** The same, given up while it is checked as soon as this says that nobody waits any more. */
  public Upload until(BooleanSupplier over) {
    return new Upload(content, size, fileName, idempotencyKey, over, listener);
  }

  /** The same, and this is told how far it is. */
  public Upload observed(UploadListener by) {
    return new Upload(content, size, fileName, idempotencyKey, isOver, by);
  }

  /**
   * Returns an array that begins with the file.
   *
   * @throws ImageRejectedException the file has another size than announced
   * @throws UncheckedIOException the stream failed
   */
  byte[] read() {
    try {
      return content.read();
    } catch (IOException e) {
      throw new UncheckedIOException("the upload could not be read", e);
    }
  }

  long size() {
    return size;
  }

  String fileName() {
    return fileName;
  }

  Optional<IdempotencyKey> idempotencyKey() {
    return idempotencyKey;
  }

  BooleanSupplier isOver() {
    return isOver;
  }

  UploadListener listener() {
    return listener;
  }

  /** Returns the size, never the name nor the bytes. */
  @Override
  public String toString() {
    return "Upload[" + size + "]";
  }
}
