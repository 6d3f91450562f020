package dev.imagevault.format;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bytes that lie in pieces of a file, read from the first to the last. Not thread-safe. */
final class Pieces {

  private final Supplier<@Nullable Reader> pieces;
  private @Nullable Reader piece;
  private int start;
  private int end;

  /**
   * Nothing is read yet.
   *
   * @param pieces gives one after the other, each at its first byte, then null
   */
  Pieces(Supplier<@Nullable Reader> pieces) {
    this.pieces = pieces;
  }

  /** Returns the byte at this place, which is in no piece before the last one asked for. */
  int at(int offset) {
    while (offset >= end) {
      piece = pieces.get();
      if (piece == null) {
        throw new IllegalArgumentException("no byte at " + offset);
      }
      start = end;
      end += piece.remaining();
    }
    Reader read = requireNonNull(piece);
    return read.array()[read.position() + offset - start] & 0xff;
  }
}
