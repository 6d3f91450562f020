package dev.imagevault;

import dev.imagevault.domain.UploadId;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A direct upload that is to be completed: {@code Completion.of(id)}. Each method returns another
 * completion; none changes this one. Immutable.
 */
public final class Completion {

  private final UploadId id;
  private final Optional<byte[]> array;
  private final BooleanSupplier isOver;
  private final UploadListener listener;

  private Completion(
      UploadId id, Optional<byte[]> array, BooleanSupplier isOver, UploadListener listener) {
    this.id = id;
    this.array = array;
    this.isOver = isOver;
    this.listener = listener;
  }

  /** The one of this upload. */
  public static Completion of(UploadId id) {
    return new Completion(id, Optional.empty(), () -> false, new UploadListener() {});
  }

  /**
   * The same, and the file is read into this array if it fits, which nobody else is to use until
   * the upload is completed. For whoever budgets memory; see {@link ImageVault#announced}.
   */
  public Completion into(byte[] bytes) {
    return new Completion(id, Optional.of(bytes), isOver, listener);
  }

  /** The same, given up while it is read and checked as soon as this says that nobody waits. */
  public Completion until(BooleanSupplier over) {
    return new Completion(id, array, over, listener);
  }

  /** The same, and this is told how far it is. */
  public Completion observed(UploadListener by) {
    return new Completion(id, array, isOver, by);
  }

  UploadId id() {
    return id;
  }

  /** Returns an array for so many bytes. */
  byte[] arrayFor(int size) {
    return array.filter(bytes -> bytes.length >= size).orElseGet(() -> new byte[size]);
  }

  BooleanSupplier isOver() {
    return isOver;
  }

  UploadListener listener() {
    return listener;
  }

  /** Returns the upload's id. */
  @Override
  public String toString() {
    return "Completion[" + id + "]";
  }
}
