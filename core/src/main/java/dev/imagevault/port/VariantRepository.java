package dev.imagevault.port;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The record of every variant's object and of where in its life it is: PENDING, READY, DELETING,
 * gone; never back. It belongs to one {@link ImageRepository}, whose images the variants are made
 * of. Thread-safe; any number of processes may share one.
 *
 * <p>Who moves it on: whoever rendered a variant {@linkplain #insert inserts} it, puts its object
 * and {@linkplain #publish publishes} it or, after a failure, {@linkplain #withdraw withdraws} it.
 * A sweep {@linkplain #claimUnfinished claims} what nobody finished or what was replaced, and
 * {@linkplain #claimAllOf all variants of deleted images}. Whoever has deleted the object then
 * {@linkplain #remove removes} the record.
 *
 * <p>Of one image there is at most one PENDING and one READY variant of a name. As long as a
 * variant of an image is recorded, {@link ImageRepository#remove} leaves the image where it is
 * (P1).
 *
 * <p>Each method is atomic, and what it did is durable and visible to all when it returns. Ages and
 * leases are judged by the repository's own clock. Every method throws {@link BackEndException} of
 * {@code DATABASE}: after {@code UNKNOWN} the change may have been made, after any other it was
 * not. A limit that is not 1 to 1000 is refused by the repository itself, with {@link
 * IllegalArgumentException} (P16).
 */
public interface VariantRepository {

  /**
   * Returns the READY variants of these images of the owner's (P2). Another's images, and images
   * that are not READY, have none.
   *
   * @param images 1000 at the most
   * @return by image and name; an image without any is not in it
   */
  Map<ImageId, Map<VariantName, ImageObject>> find(OwnerId owner, Collection<ImageId> images);

  /**
   * The variant is recorded as PENDING if its image is READY and the rendering is still the
   * caller's: neither settled nor taken up by another (P3). Another PENDING variant of the image
   * and name becomes DELETING (P4). It is called after the rendering and before the put: once a
   * delete of the image has returned, no new key can appear (P5).
   *
   * @param object under a key that was never used before
   * @return the variant; empty if nothing was recorded
   * @throws BackEndException {@code REFUSED} if the object key is already recorded (P17)
   */
  Optional<Variant> insert(Rendering rendering, VariantSpec spec, ImageObject object);

  /**
   * The variant is READY, if its image is, and what was READY of its image and name before is
   * DELETING (P6).
   *
   * @return whether it is READY; also if it already was, so that a lost answer can be asked for
   *     again (P7). False if the image or the variant is DELETING or gone
   */
  boolean publish(Variant variant);

  /**
   * The variant is DELETING if it was PENDING (P8). Its maker calls this after a failure.
   *
   * @param putIsOver whether the object cannot appear any more, other than as it is now
   */
  void withdraw(Variant variant, boolean putIsOver);

  /**
   * Takes up variants of all owners that nobody finished: PENDING ones older than the age given,
   * and DELETING ones whose lease is over. All returned are DELETING, by the same atomic step, and
   * leased to the caller as {@link ImageRepository#claimUnfinished} does it (P9).
   *
   * @param latePut as {@link ImageStorage#latePut} says
   * @param limit 1 to 1000
   */
  List<VariantClaim> claimUnfinished(Duration olderThan, Duration latePut, int limit);

  /**
   * All variants of these DELETING images are DELETING and leased to the caller, for ten minutes at
   * the most, whoever else has claimed them (P10). Images that are not DELETING keep theirs.
   *
   * @param images 1000 at the most
   * @param latePut as {@link ImageStorage#latePut} says
   */
  List<VariantClaim> claimAllOf(Collection<Image> images, Duration latePut);

  /**
   * Of these variants, those that are DELETING are gone; those of any other state stay (P11).
   * Removing what is gone already succeeds.
   */
  void remove(Collection<Variant> variants);

  /**
   * READY variants whose name nobody has {@linkplain RenderingQueue#name named} for {@link
   * RenderingQueue#NAMED} are DELETING (P12). The work goes on where the last call left it.
   *
   * @param limit how many records to look at, 1 to 1000
   * @return whether there may be more
   */
  boolean retire(int limit);

  /**
   * The READY variant, whose object is missing, is DELETING, and its image waits for rendering
   * again unless it is FAILED (P13). In any other state it stays as it is.
   */
  void lose(Variant variant);

  /**
   * Returns variants of every state and owner in ascending order of their key (P14).
   *
   * @param after only variants whose key's text comes after this one; empty for the first
   * @param limit 1 to 1000
   */
  List<Variant> pageByKey(String after, int limit);

  /** Returns the variant with this key, of whatever state (P15). */
  Optional<Variant> findByKey(ObjectKey key);
}
