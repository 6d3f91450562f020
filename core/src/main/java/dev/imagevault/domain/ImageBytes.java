package dev.imagevault.domain;

import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of an image, as a sequence of slices of arrays. Leaving a range out, putting one in or
 * replacing one so costs no copy of the rest. Whoever makes one promises not to change the arrays
 * as long as it is used; then it is immutable and safe to share between threads.
 */
public final class ImageBytes {

  private final List<ByteBuffer> slices;
  private final long length;

  /** Computed when first asked for. A race costs a second computation of the same value. */
  private @Nullable Sha256 sha256;

  private ImageBytes(List<ByteBuffer> slices) {
    this.slices = List.copyOf(slices);
    this.length = this.slices.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  /** Returns all of this array, which is not copied. */
  public static ImageBytes of(byte[] array) {
    return of(array, 0, array.length);
  }

  /** Returns a range of this array, which is not copied. */
  public static ImageBytes of(byte[] array, int offset, int length) {
    return new ImageBytes(
        List.of(ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer()));
  }

  /** Returns a builder without bytes. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns how many bytes there are. */
  public long length() {
    return length;
  }

  /**
   * Returns a new stream over all bytes, from the first. It reads memory alone: closing is
   * optional.
   */
  public InputStream newInputStream() {
    List<InputStream> streams = new ArrayList<>(slices.size());
    for (ByteBuffer slice : slices) {
      streams.add(new BufferInputStream(slice.duplicate()));
    }
    return streams.size() == 1
        ? streams.get(0)
        : new SequenceInputStream(Collections.enumeration(streams));
  }

  /** Returns all bytes in a new array. */
  public byte[] toByteArray() {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(length));
    for (ByteBuffer slice : slices) {
      all.put(slice.duplicate());
    }
    return all.array();
  }

  /** Returns the digest of all bytes. It is computed once, however often it is asked for. */
  public Sha256 sha256() {
    Sha256 digest = sha256;
    if (digest == null) {
      digest = digest();
      sha256 = digest;
    }
    return digest;
  }

  private Sha256 digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (ByteBuffer slice : slices) {
        digest.update(slice.duplicate());
      }
      return Sha256.of(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the number of bytes, never the bytes. */
  @Override
  public String toString() {
    return "ImageBytes[" + length + "]";
  }

  /** Gathers slices in order. Not thread-safe. */
  public static final class Builder {

    private final List<ByteBuffer> slices = new ArrayList<>();

    private Builder() {}

    /** Appends a range of this array, which is not copied. An empty range appends nothing. */
    public Builder add(byte[] array, int offset, int length) {
      if (length > 0) {
        slices.add(ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer());
      }
      return this;
    }

    /** Returns what was appended. */
    public ImageBytes build() {
      return new ImageBytes(slices);
    }
  }

  /** A stream over a buffer, with bulk reads. */
  private static final class BufferInputStream extends InputStream {

    private final ByteBuffer buffer;

    BufferInputStream(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public int read() {
      return buffer.hasRemaining() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (!buffer.hasRemaining()) {
        return -1;
      }
      int count = Math.min(length, buffer.remaining());
      buffer.get(target, offset, count);
      return count;
    }

    @Override
    public int available() {
      return buffer.remaining();
    }
  }
}
