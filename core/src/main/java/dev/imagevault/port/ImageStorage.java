package dev.imagevault.port;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A store of immutable objects. Thread-safe; any number of processes may share one.
 *
 * <p>Every method but {@link #deleteAll} and {@link #latePut} throws {@link BackEndException} of
 * {@code STORAGE}: {@code REFUSED} where the store answered that it will not, {@code UNAVAILABLE}
 * where it was never reached or answered that it cannot now, {@code UNKNOWN} where it was reached
 * and its answer was lost or too late.
 */
public interface ImageStorage {

  /**
   * The object is in the store, whole, under this key, with this media type.
   *
   * <ol>
   *   <li>S1. From then on {@link #open} gives exactly these bytes, their number and their type.
   *   <li>S2. All or nothing: no reader ever sees a part, and after a throw there is the whole
   *       object or none.
   *   <li>S3. Repeatable: a put of a key that is there replaces it, and leaves one object.
   *   <li>S4. It returns or throws within the time-out and a second, retries included. It repeats a
   *       request only where the store answered or was never reached, so that after a throw of
   *       {@code UNAVAILABLE} or {@code REFUSED} nothing is applied later.
   * </ol>
   *
   * @param bytes read no more once this returns or throws: their arrays may hold another upload
   *     then
   * @param timeout positive
   * @throws BackEndException after {@code UNKNOWN} the object may be there, or come to be there
   *     until {@link #latePut} after the put began
   */
  void put(ObjectKey key, MediaType mediaType, ImageBytes bytes, Duration timeout);

  /**
   * Returns how long after it began a put of unknown outcome may still bring its object: for as
   * long as the store accepts the request. Zero if that cannot happen. Always the same (S12).
   */
  Duration latePut();

  /** Returns the object as it was put, or empty where there is none (S5). The caller closes it. */
  Optional<StoredObject> open(ObjectKey key);

  /**
   * There is no object under this key.
   *
   * <ol>
   *   <li>S6. From then on {@link #open} is empty and {@link #list} does not show it.
   *   <li>S7. Deleting what is absent succeeds.
   *   <li>S8. It returns or throws within the time-out and a second, retries included.
   * </ol>
   *
   * @param timeout positive
   * @throws BackEndException the object may be there or not; a repeat is harmless
   */
  void delete(ObjectKey key, Duration timeout);

  /**
   * There is no object under any of these keys, but for those that are returned.
   *
   * <ol>
   *   <li>S13. What is not returned is deleted as {@link #delete} does it; what is absent counts as
   *       deleted.
   *   <li>S14. Each key fails by itself: the failure of one leaves the others to be deleted.
   *   <li>S15. It returns within the time-out and a second, retries included. A key that was not
   *       reached in time is returned, as {@code UNAVAILABLE}.
   * </ol>
   *
   * <p>A store that deletes many objects with one request is asked so: a thousand keys cost a
   * handful of requests. If it does not, they cost one each.
   *
   * @param keys any number; of a key that is there twice, once counts
   * @param timeout positive, for all of them together
   * @return why which keys could not be deleted, as {@link #delete} would throw it; a repeat is
   *     harmless. Empty if all were
   */
  Map<ObjectKey, BackEndException> deleteAll(Collection<ObjectKey> keys, Duration timeout);

  /**
   * Returns all objects whose key begins with the prefix, whether this product put them or not.
   *
   * <ol>
   *   <li>S9. In ascending order of the key's UTF-8 bytes, each once.
   *   <li>S10. Lazily: memory does not grow with their number.
   *   <li>S11. An object that is there from before the call until the stream's end is in it; one
   *       that comes or goes meanwhile may be.
   * </ol>
   *
   * <p>The caller closes the stream. A failure may come from the call or while the stream is read.
   *
   * @param prefix perhaps empty, for all objects
   */
  Stream<ListedObject> list(String prefix);

  /**
   * The store answers, and may be used with these credentials (S16). It changes nothing.
   *
   * @param timeout positive; it returns or throws within it and a second
   */
  void ping(Duration timeout);
}
