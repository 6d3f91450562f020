package dev.imagevault.port;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImportedImage;
import dev.imagevault.domain.Origin;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/**
 * The one import that is under way: it records images that another service had, each with the id
 * and the time that it had there, and remembers for ever which these were. Thread-safe.
 *
 * <p>An image that it inserted and never published is swept as any upload is that nobody finished,
 * and does not keep its id from a later import.
 *
 * <p>Whoever has it calls some method at least once a minute, or another import may begin. Then,
 * and when it is closed, every method throws {@link BackEndException} of {@code DATABASE} and
 * {@code REFUSED}; else failures are as {@link ImageRepository} says.
 */
public interface ImportRun extends AutoCloseable {

  /**
   * Every image that is recorded later without an id of its own has one that is greater (I2). It is
   * never smaller than it would have been without this call (I3).
   */
  void reserve(ImageId greatest);

  /**
   * Returns those of the origins that were ever {@linkplain #publish published} (I4), whatever
   * became of their images since (I5).
   *
   * @param origins 1000 at the most
   */
  Set<Origin> imported(Collection<Origin> origins);

  /**
   * Returns whether an image of any owner and status has this id, so that {@link #insert} would be
   * empty (I6). What an earlier import left unfinished does not count.
   */
  boolean isTaken(ImageId id);

  /**
   * The image is recorded as PENDING, with its id, its {@code createdAt} in whole milliseconds, and
   * without a look at any quota (I7); without an id, with one that is greater than any before (I8).
   * Its age, for a sweep, begins now (I9).
   *
   * <p>If an earlier import, or a withdrawn attempt of this one, left an unfinished image with this
   * id, that is DELETING from then on, with an id that nobody ever had (I10). Of any number of
   * concurrent calls with one id, one records (I11).
   *
   * @return empty if the id {@linkplain #isTaken is taken}; nothing is recorded
   * @throws BackEndException {@code REFUSED} where the object key is already recorded
   */
  Optional<Image> insert(ImportedImage image);

  /**
   * The image is READY and its origin is remembered, both in one step (I12); it waits for its
   * variants, if any are wanted. A repeat has the same result, so that a lost answer can be asked
   * for again (I13).
   *
   * @param image as {@link #insert} returned it
   * @return empty if it is DELETING or gone, or the origin is remembered already; nothing is
   *     changed (I14)
   */
  Optional<Image> publish(Image image, Origin origin);

  /**
   * The image, if PENDING, is DELETING (I15), and its id is free for the next {@link #insert}.
   *
   * @param image as {@link #insert} returned it
   * @param putIsOver whether its object cannot appear any more, other than as it is now
   */
  void withdraw(Image image, boolean putIsOver);

  /** Another import can begin. Closing twice is harmless. */
  @Override
  void close();
}
