package dev.imagevault.port;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Usage;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The record of every image and of where in its life it is: PENDING, READY, DELETING, gone; never
 * back. Thread-safe; any number of processes may share one.
 *
 * <p>Who moves it on: an upload {@linkplain #insert inserts} it and {@linkplain #publish publishes}
 * it or, answered with an error, {@linkplain #withdraw withdraws} it; its owner, by deleting it,
 * {@linkplain #delete deletes} it; a sweep {@linkplain #claimUnfinished claims} what nobody
 * finished. Whoever has deleted the object then {@linkplain #remove removes} the record.
 *
 * <p>Each method is atomic, and what it did is durable and visible to all when it returns. Ages and
 * leases are judged by the repository's own clock, so that the clocks of its callers may differ.
 *
 * <p>Every method throws {@link BackEndException} of {@code DATABASE}: after {@code UNKNOWN} the
 * change may have been made, after any other it was not. A limit that is not 1 to 1000 is refused
 * by the repository itself, with {@link IllegalArgumentException} (R30).
 *
 * <p>What makes an image DELETING decides when it may first be claimed, and {@link
 * Claim#putIsOver}:
 *
 * <table>
 *   <caption>Images that are DELETING</caption>
 *   <tr><th>it was</th><th>and</th><th>may be claimed</th><th>{@code putIsOver}</th></tr>
 *   <tr><td>PENDING</td><td>withdrawn, {@code putIsOver}</td>
 *       <td>at once (R31)</td><td>true</td></tr>
 *   <tr><td>PENDING</td><td>withdrawn, not {@code putIsOver}</td>
 *       <td>at once (R31)</td><td>once {@code latePut} has passed</td></tr>
 *   <tr><td>PENDING</td><td>superseded by a repeat (R2)</td>
 *       <td>at once (R31)</td><td>once {@code latePut} has passed</td></tr>
 *   <tr><td>PENDING</td><td>claimed, as it was too old</td>
 *       <td>after its lease</td><td>once {@code latePut} has passed</td></tr>
 *   <tr><td>PENDING</td><td>among all that its owner deleted</td>
 *       <td>at once (R11)</td><td>once {@code latePut} has passed</td></tr>
 *   <tr><td>READY</td><td>among all that its owner deleted</td>
 *       <td>at once (R11)</td><td>true</td></tr>
 *   <tr><td>READY</td><td>withdrawn</td>
 *       <td>at once (R31)</td><td>true</td></tr>
 *   <tr><td>READY</td><td>deleted by its owner</td>
 *       <td>some seconds later (R8)</td><td>true</td></tr>
 * </table>
 *
 * <p>{@code latePut} counts from {@link #insert} on.
 */
public interface ImageRepository {

  /** How long an idempotency key recognises repeats, from the first upload on. */
  Duration IDEMPOTENCY_KEPT = Duration.ofHours(24);

  /** The age at which an unfinished upload no longer stands in the way of a repeat. */
  Duration PRESUMED_DEAD = Duration.ofSeconds(30);

  /**
   * The image is recorded as PENDING, with an id greater than any before (R1), unless its
   * idempotency key is taken.
   *
   * <p>Where another image of the same owner holds the same idempotency key, then (R2)
   *
   * <ul>
   *   <li>READY, with the same {@code sha256}, and younger than {@link #IDEMPOTENCY_KEPT}: nothing
   *       is recorded and that image is returned; from then on {@link #withdraw} leaves it alone.
   *   <li>READY, with another {@code sha256}, and younger than that: {@code IDEMPOTENCY_CONFLICT}.
   *   <li>PENDING and younger than {@link #PRESUMED_DEAD}: {@code IDEMPOTENCY_IN_PROGRESS}.
   *   <li>PENDING and older: it becomes DELETING, and the new one is recorded.
   *   <li>READY and older than {@link #IDEMPOTENCY_KEPT}: it stays, without the key, and the new
   *       one is recorded.
   * </ul>
   *
   * <p>Of any number of concurrent calls with one key, one records (R3).
   *
   * <p>Where it would be recorded, but the quota has no room for it beside what the owner
   * {@linkplain #usage uses}, then {@code QUOTA_EXCEEDED} (R21). An image that becomes DELETING by
   * the same call uses nothing any more. Of any number of concurrent calls for one owner, no more
   * record than there is room for (R22).
   *
   * @param quota the owner's
   * @return PENDING: the new image; READY: the earlier one
   * @throws ImageConflictException as above; nothing is recorded, and the image that holds the key
   *     stays as it is (R32)
   * @throws BackEndException {@code REFUSED} where the object key is already recorded (R33)
   */
  Image insert(NewImage image, Quota quota);

  /**
   * Returns what the owner's PENDING and READY images use (R23), and direct uploads, if the same
   * repository records them ({@link UploadRepository}).
   */
  Usage usage(OwnerId owner);

  /**
   * The owner's image is READY (R4), and waits for its variants, if any are wanted: see {@link
   * RenderingQueue}.
   *
   * @return the image; also if it already was READY, so that a lost answer can be asked for again
   *     (R5); empty if it is DELETING or gone, which it then stays (R6), or another's (R25)
   * @throws ImageConflictException {@code WITHDRAWN} if {@link #deleteAll} made it DELETING (R24)
   */
  Optional<Image> publish(OwnerId owner, ImageId id);

  /**
   * Takes the owner's upload back. A PENDING image becomes DELETING, and so does a READY one that
   * {@link #insert} has given to no repeat (R7), and may be claimed at once (R31). Another's image
   * stays as it is (R25). The uploader calls this after it answered with an error.
   *
   * @param putIsOver whether the object cannot appear any more, other than as it is now
   */
  void withdraw(OwnerId owner, ImageId id, boolean putIsOver);

  /**
   * The owner's image, if READY, is DELETING: from then on nobody sees it (R8). Its idempotency key
   * is free (R9). The first {@link #claimUnfinished} that may return it is some seconds away, so
   * that the caller can finish it first.
   *
   * @return the image, now DELETING; empty if the owner has no such READY image, whether it is
   *     another's, unfinished, deleted or never was (R10)
   */
  Optional<Image> delete(OwnerId owner, ImageId id);

  /**
   * All the owner's images, READY and PENDING, are DELETING, and may be claimed at once (R11).
   * Uploads begun later are untouched. The owner's direct uploads, if the same repository records
   * them, are withdrawn in the same step.
   *
   * @return how many of them were READY
   */
  int deleteAll(OwnerId owner);

  /** Returns the owner's image, if READY (R13). */
  Optional<Image> find(OwnerId owner, ImageId id);

  /**
   * Returns the owner's READY images, newest first, which is by descending id (R14).
   *
   * @param from where the page begins
   * @param limit 1 to 1000
   * @return with {@code next} set if and only if more follow (R15)
   */
  ImagePage page(OwnerId owner, ImageCursor from, int limit);

  /**
   * Takes up images of all owners that nobody finished: PENDING ones older than the age given, and
   * DELETING ones whose lease is over. All returned are DELETING, by the same atomic step (R16),
   * and leased to the caller: no other call returns them before the lease is over (R17).
   *
   * <p>A lease is about ten seconds at first and doubles with every attempt, with some jitter; it
   * is never longer than {@code olderThan} (R18). To be leased changes no status, so {@code
   * updatedAt} stays as it is, but for the step from PENDING to DELETING (R34).
   *
   * @param olderThan the age; the same for all callers
   * @param latePut how long after an upload began its put may still bring the object, as {@link
   *     ImageStorage#latePut} says; decides {@link Claim#putIsOver} (R26)
   * @param limit 1 to 1000
   */
  List<Claim> claimUnfinished(Duration olderThan, Duration latePut, int limit);

  /**
   * Of these images, those that are DELETING are gone; those of any other state stay (R12), and so
   * does one that has another object, as an {@linkplain ImportRun import} can bring it under the
   * same id (R29), and one of which a {@linkplain VariantRepository variant} is recorded. Removing
   * what is gone already succeeds. One call costs about the same for one as for a thousand.
   *
   * @param images any number, of any owners, in any state that they had once
   */
  void remove(Collection<Image> images);

  /** Returns how much is unfinished, of all owners together (R27). */
  Backlog backlog();

  /**
   * Returns images of every state and owner in ascending order of their original's key (R19), for
   * comparison with {@link ImageStorage#list}.
   *
   * @param after only images whose key's text comes after this one; empty for the first
   * @param limit 1 to 1000
   */
  List<Image> pageByKey(String after, int limit);

  /** Returns the image whose original has this key, of whatever state (R20). */
  Optional<Image> findByKey(ObjectKey key);

  /** The repository answers (R28). It changes nothing. */
  void ping();
}
