package dev.imagevault.jdbi;

import static dev.imagevault.jdbi.ImageRow.COLUMNS;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.Quota;
import dev.imagevault.port.ImageRepository;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * One call of {@link ImageRepository#insert}. Mostly it is one statement. Only where that finds the
 * idempotency key taken, or where there is a quota, it is a transaction that locks what it looks
 * at.
 */
final class Insertion {

  private static final String INSERT =
      """
      insert into <user_images> (user_id, s3_key, original_name, mime_type, file_size, width, height,
          sha256, idempotency_key)
      values (case when {meant} then :user_id end, :s3_key, :original_name, :mime_type, :file_size,
          :width, :height, :sha256, :idempotency_key)
      %s
      returning id, created_at""";

  private static final NamedStatement INSERT_WITHOUT_KEY =
      NamedStatement.of("insert", INSERT.formatted(""));

  /** Looking out for a conflict has a price, which uploads without a key need not pay. */
  private static final NamedStatement INSERT_WITH_KEY =
      NamedStatement.of(
          "insert with key",
          INSERT.formatted(
              "on conflict (user_id, idempotency_key) where idempotency_key is not null do nothing"));

  private static final String LOCK_HOLDER =
      """
      select %s, case status
          when 'PENDING' then put_started_at > now() - interval '1 millisecond' * :presumed_dead
          else created_at > now() - interval '1 millisecond' * :kept end as holds
      from <user_images>
      where user_id = :user_id and idempotency_key = :idempotency_key
      for update"""
          .formatted(COLUMNS);

  private static final String GIVE_TO_REPEAT =
      """
      update <user_images> set given_to_repeat = true
      where user_id = :user_id and id = :id and not given_to_repeat""";

  private static final String FREE_KEY =
      """
      update <user_images>
      set idempotency_key = null,
          status = case status when 'PENDING' then 'DELETING' else status end,
          updated_at = case status when 'PENDING' then now() else updated_at end,
          next_attempt_at = case status when 'PENDING' then now() end
      where user_id = :user_id and id = :id""";

  /** Each further attempt means that somebody else's call has just succeeded. */
  private static final int ATTEMPTS = 10;

  private final Handle handle;
  private final NewImage image;
  private final Quota quota;

  Insertion(Handle handle, NewImage image, Quota quota) {
    this.handle = handle;
    this.image = image;
    this.quota = quota;
  }

  Image run() {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Image> inserted = quota.isUnlimited() ? insert() : Optional.empty();
      if (inserted.isEmpty()) {
        inserted = DatabaseCalls.inTransaction(handle, transaction -> repeatOrInsert());
      }
      if (inserted.isPresent()) {
        return inserted.get();
      }
    }
    throw new BackEndException(
        BackEndException.BackEnd.DATABASE,
        BackEndException.Failure.UNAVAILABLE,
        "Too many uploads with the same Idempotency-Key at once; try again",
        null);
  }

  /** Returns the image as recorded, or empty where another holds its idempotency key. */
  private Optional<Image> insert() {
    NamedStatement insert =
        image.idempotencyKey().isPresent() ? INSERT_WITH_KEY : INSERT_WITHOUT_KEY;
    return ImageRow.bind(insert.query(handle), image)
        .map((row, context) -> ImageRow.readRecorded(row, image))
        .findOne();
  }

  /** Returns empty where the holder has just gone, and another taken its place. */
  private Optional<Image> repeatOrInsert() {
    if (!quota.isUnlimited()) {
      OwnerUsage.lock(handle, image.owner());
    }
    Optional<Holder> locked = image.idempotencyKey().flatMap(key -> lockHolder());
    if (locked.isPresent()) {
      Holder holder = locked.get();
      if (holder.holds()) {
        return Optional.of(repeat(holder.image()));
      }
      update(FREE_KEY, holder.image());
    }
    if (!quota.isUnlimited()) {
      quota.requireRoom(OwnerUsage.read(handle, image.owner()), image.original().size());
    }
    return insert();
  }

  private Optional<Holder> lockHolder() {
    return ImageRow.bind(handle.createQuery(LOCK_HOLDER), image)
        .bind("presumed_dead", ImageRepository.PRESUMED_DEAD.toMillis())
        .bind("kept", ImageRepository.IDEMPOTENCY_KEPT.toMillis())
        .map((row, context) -> new Holder(ImageRow.read(row, context), row.getBoolean("holds")))
        .findOne();
  }

  private Image repeat(Image first) {
    if (first.status() == ImageStatus.PENDING) {
      throw new ImageConflictException(
          ImageConflictException.Reason.IDEMPOTENCY_IN_PROGRESS,
          "An upload with this Idempotency-Key is under way; try again in a second");
    }
    if (!first.sha256().equals(image.sha256())) {
      throw new ImageConflictException(
          ImageConflictException.Reason.IDEMPOTENCY_CONFLICT,
          "This Idempotency-Key belongs to an upload of another image; choose a new key");
    }
    update(GIVE_TO_REPEAT, first);
    return first;
  }

  private void update(String sql, Image holder) {
    handle
        .createUpdate(sql)
        .bind("user_id", holder.owner().value())
        .bind("id", holder.id().value())
        .execute();
  }

  /**
   * The image that has the idempotency key.
   *
   * @param holds whether it is young enough to keep it
   */
  private record Holder(Image image, boolean holds) {}
}
