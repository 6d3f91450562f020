package dev.imagevault.port;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.UploadGivenUpException;
import dev.imagevault.domain.UploadId;
import dev.imagevault.domain.UploadNotFoundException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The record of every direct upload, beside the images of one {@link ImageRepository}, whose rules
 * on atomicity, clocks and failures hold here too. Thread-safe; any number of processes may share
 * one.
 *
 * <p>An upload is PREPARED, and then ends once: COMPLETED with an image, REFUSED, GIVEN UP, or
 * WITHDRAWN by {@link ImageRepository#deleteAll}. It is known for {@link #KEPT} after it ended and
 * after its URL expired, because until then a late body may appear under its key.
 */
public interface UploadRepository {

  /** How many uploads one user may have prepared. */
  int MOST_PREPARED = 100;

  /** How long after its URL expired an upload can be completed. */
  Duration COMPLETABLE = Duration.ofMinutes(15);

  /** How long after its URL expired an upload that nobody completed is given up. */
  Duration ABANDONED = Duration.ofMinutes(16);

  /** How long an attempt keeps others from completing the same upload. */
  Duration LEASE = Duration.ofMinutes(1);

  /** How long an upload is known after it ended and its URL expired. */
  Duration KEPT = Duration.ofHours(24);

  /**
   * The upload is recorded as PREPARED (D1). Until it ends or can no longer be completed, it counts
   * in {@link ImageRepository#usage} as one image of the announced size (D2).
   *
   * @param id that was never used before
   * @param timeToLive of its URL, from now on
   * @param quota the owner's
   * @throws ImageConflictException {@code QUOTA_EXCEEDED} if the quota has no room for the file
   *     (D3), {@code TOO_MANY_UPLOADS} if the owner has {@link #MOST_PREPARED}; of any number of
   *     concurrent calls, no more record than may (D4)
   */
  void insert(OwnerId owner, UploadId id, AnnouncedFile file, Duration timeToLive, Quota quota);

  /**
   * Returns what the owner's upload was announced to be, whatever became of it (D5).
   *
   * @throws UploadNotFoundException the owner has no such upload
   */
  AnnouncedFile find(OwnerId owner, UploadId id);

  /**
   * An attempt to complete the owner's upload has begun. No other can begin until it ends, or its
   * {@link #LEASE} is over (D6).
   *
   * @return if the upload is COMPLETED, with its image as the result; from then on {@link
   *     #withdraw} leaves that alone (D7)
   * @throws ImageRejectedException the upload is REFUSED: as it was refused (D8)
   * @throws ImageConflictException {@code UPLOAD_IN_PROGRESS} (D6)
   * @throws UploadNotFoundException the owner has no such upload, it was given up or withdrawn, its
   *     URL expired more than {@link #COMPLETABLE} ago, or its image is deleted (D9)
   */
  UploadAttempt begin(OwnerId owner, UploadId id);

  /**
   * The image is recorded as PENDING for this attempt, as {@link ImageRepository#insert} records
   * it, and counts in the upload's place (D10). An image that an earlier attempt left PENDING is
   * DELETING.
   *
   * @param image without an idempotency key
   * @throws ImageConflictException {@code QUOTA_EXCEEDED}; {@code WITHDRAWN} if the owner deleted
   *     everything since (D11)
   * @throws UploadGivenUpException the attempt is over for another reason (D12)
   */
  Image record(UploadAttempt attempt, NewImage image, Quota quota);

  /**
   * The attempt's image is READY and the upload COMPLETED, both in one step (D13). A repeat has the
   * same outcome, so that a lost answer can be asked for again (D14).
   *
   * @throws ImageConflictException {@code WITHDRAWN} (D11); nothing is changed
   * @throws UploadGivenUpException the attempt is over for another reason, or the image is; nothing
   *     is changed (D12)
   */
  Image complete(UploadAttempt attempt, ImageId image);

  /**
   * The attempt is over, and the upload is PREPARED as before (D15). Nothing happens if it ended or
   * another attempt began.
   */
  void release(UploadAttempt attempt);

  /**
   * The attempt that recorded this image is over: the image is withdrawn, as {@link
   * ImageRepository#withdraw} does it, and the upload is PREPARED as before (D16), also if it was
   * completed with this image, unless {@link #begin} has given that to a repeat.
   *
   * @param putIsOver whether the image's object cannot appear any more, other than as it is now
   */
  void withdraw(OwnerId owner, UploadId id, ImageId image, boolean putIsOver);

  /**
   * The attempt is over, and the upload REFUSED for this reason (D8). Nothing happens if it ended
   * or another attempt began.
   */
  void refuse(UploadAttempt attempt, ImageRejectedException why);

  /**
   * The owner's upload is GIVEN UP, and no longer counts (D17).
   *
   * @throws ImageConflictException {@code UPLOAD_IN_PROGRESS}
   * @throws UploadNotFoundException the owner has no such PREPARED upload
   */
  void giveUp(OwnerId owner, UploadId id);

  /**
   * Returns keys of uploads of all owners whose files are to be deleted now. They are leased to the
   * caller: for a minute no other call returns them (D18). Of an upload that ended it is due at
   * once, half a minute later if it was completed; one that is PREPARED is due when it is {@link
   * #ABANDONED}, and is GIVEN UP by the same step (D19).
   *
   * @param limit 1 to 1000
   * @throws IllegalArgumentException it is not (D23)
   */
  List<ObjectKey> claim(int limit);

  /**
   * The files under these keys were deleted. Each is due again (D20): after a minute, two, four and
   * so on, and in any case when it would have been abandoned, and once more when it is no longer to
   * be known. Its record is removed then (D21).
   *
   * @param keys as {@link #claim} returned them
   * @return how many records are removed
   */
  int deleted(Collection<ObjectKey> keys);

  /** Returns whether there is a record of the upload whose file has this key (D22). */
  boolean isKnown(ObjectKey key);
}
