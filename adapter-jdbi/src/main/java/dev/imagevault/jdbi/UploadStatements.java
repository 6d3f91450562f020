package dev.imagevault.jdbi;

import static dev.imagevault.jdbi.ImageRow.COLUMNS;

import dev.imagevault.port.UploadRepository;
import java.time.Duration;

/**
 * The statements of {@link JdbiUploadRepository}. All lock the upload before its image, as {@link
 * DeletionOfAll} does, so that none waits for another in a circle. {@code <user_images_uploads>}
 * stands for the table, with its schema if it was given one.
 */
final class UploadStatements {

  /** Whether an upload's URL expired so recently, if at all, that it can be completed. */
  static final String IS_COMPLETABLE =
      "status = 'PREPARED' and expires_at > now() - " + interval(UploadRepository.COMPLETABLE);

  private static final String IS_IDLE =
      "(completing_since is null or completing_since <= now() - "
          + interval(UploadRepository.LEASE)
          + ")";

  private static final String ABANDONED_AT = "expires_at + " + interval(UploadRepository.ABANDONED);

  private static final String FORGOTTEN_AT =
      "greatest(expires_at, updated_at) + " + interval(UploadRepository.KEPT);

  private static final String OF_ATTEMPT =
      "user_id = :user_id and upload_id = :upload_id and status = 'PREPARED' and attempt = :attempt";

  /** In a transaction that holds the owner's lock. */
  static final String COUNT_PREPARED =
      "select count(*) from <user_images_uploads> where user_id = :user_id and " + IS_COMPLETABLE;

  static final String INSERT =
      """
      insert into <user_images_uploads> (user_id, upload_id, file_name, file_size, sha256,
          expires_at, next_deletion_at)
      select :user_id, :upload_id, :file_name, :file_size, :sha256, expires_at, %s
      from (select now() + :time_to_live * interval '1 millisecond' as expires_at) as expiry"""
          .formatted(ABANDONED_AT);

  static final NamedStatement FIND =
      NamedStatement.of(
          "find upload",
          """
      select file_name, file_size, sha256, status, attempt, image_id, refusal, refusal_message,
          %s as completable
      from <user_images_uploads>
      where {meant} and user_id = :user_id and upload_id = :upload_id"""
              .formatted(IS_COMPLETABLE));

  static final NamedStatement BEGIN =
      NamedStatement.of(
          "begin upload",
          """
      update <user_images_uploads>
      set completing_since = now(), attempt = attempt + 1
      where {meant} and user_id = :user_id and upload_id = :upload_id and %s and %s
      returning file_name, file_size, sha256, attempt"""
              .formatted(IS_COMPLETABLE, IS_IDLE));

  static final NamedStatement GIVE_TO_REPEAT =
      NamedStatement.of(
          "give to repeat",
          """
      update <user_images> set given_to_repeat = true
      where {meant} and user_id = :user_id and id = :id and status = 'READY'
      returning %s"""
              .formatted(COLUMNS));

  /** What an earlier attempt left, in a transaction; {@link #RECORD} does so too. */
  static final String WITHDRAW_EARLIER =
      """
      with held as (
        select image_id from <user_images_uploads>
        where %s
        for update
      )
      update <user_images>
      set status = 'DELETING', updated_at = default, next_attempt_at = now()
      from held
      where user_id = :user_id and id = held.image_id and status = 'PENDING'"""
          .formatted(OF_ATTEMPT);

  static final NamedStatement RECORD =
      NamedStatement.of(
          "record upload",
          """
      with said as (select {meant}), held as (
        select image_id from <user_images_uploads>
        where (select * from said) and %s
        for update
      ), earlier as (
        update <user_images>
        set status = 'DELETING', updated_at = default, next_attempt_at = now()
        from held
        where user_id = :user_id and id = held.image_id and status = 'PENDING'
      ), recorded as (
        insert into <user_images> (user_id, s3_key, original_name, mime_type, file_size, width,
            height, sha256)
        select :user_id, :s3_key, :original_name, :mime_type, :file_size, :width, :height, :sha256
        from held
        returning id, created_at
      )
      update <user_images_uploads>
      set image_id = recorded.id
      from recorded
      where user_id = :user_id and upload_id = :upload_id
      returning recorded.id as id, recorded.created_at as created_at"""
              .formatted(OF_ATTEMPT));

  /**
   * Half a minute, in which an answer that was lost can be taken back with the file still there.
   */
  static final NamedStatement COMPLETE =
      NamedStatement.of(
          "complete upload",
          """
      with said as (select {meant}), held as (
        select image_id from <user_images_uploads>
        where (select * from said) and %1$s and image_id = :id
        for update
      ), published as (
        update <user_images>
        set status = 'READY', updated_at = default, put_started_at = null
        from held
        where user_id = :user_id and id = :id and status = 'PENDING'
        returning %2$s
      ), %3$s, completed as (
        update <user_images_uploads> as upload
        set status = 'COMPLETED', updated_at = default, completing_since = null,
            next_deletion_at = now() + interval '30 seconds'
        from published
        where upload.user_id = :user_id and upload.upload_id = :upload_id
      )
      select %2$s from published"""
              .formatted(OF_ATTEMPT, COLUMNS, NamedVariants.PUBLISHED_WAITS));

  /** Whether the upload was withdrawn, or the image after it was completed with it. */
  static final NamedStatement FIND_COMPLETED =
      NamedStatement.of(
          "find completed upload",
          """
      with said as (select {meant})
      select upload.status = 'WITHDRAWN' or coalesce(withdrawn_by_owner, false) as withdrawn,
          upload.status = 'COMPLETED' and upload.image_id = :id and image.status = 'READY' as done
      from <user_images_uploads> as upload
      left join <user_images> as image on image.user_id = :user_id and image.id = :id
      where (select * from said) and upload.user_id = :user_id
        and upload.upload_id = :upload_id""");

  static final NamedStatement RELEASE =
      NamedStatement.of(
          "release upload",
          "update <user_images_uploads> set completing_since = null where {meant} and "
              + OF_ATTEMPT);

  static final NamedStatement REFUSE =
      NamedStatement.of(
          "refuse upload",
          """
      with said as (select {meant})
      update <user_images_uploads>
      set status = 'REFUSED', refusal = :refusal, refusal_message = :message,
          completing_since = null, updated_at = default, next_deletion_at = now()
      where (select * from said) and %s"""
              .formatted(OF_ATTEMPT));

  /** In a transaction, so that the upload is locked before the image. */
  static final String LOCK =
      """
      select upload_id from <user_images_uploads>
      where user_id = :user_id and upload_id = :upload_id
      for update""";

  static final String PREPARE_AGAIN =
      """
      update <user_images_uploads>
      set status = 'PREPARED', completing_since = null, image_id = null, updated_at = default,
          next_deletion_at = %s
      where user_id = :user_id and upload_id = :upload_id and image_id = :id
        and (status = 'PREPARED' or (status = 'COMPLETED' and :withdrawn))"""
          .formatted(ABANDONED_AT);

  static final NamedStatement GIVE_UP =
      NamedStatement.of(
          "give up upload",
          """
      update <user_images_uploads>
      set status = 'GIVEN_UP', completing_since = null, updated_at = default,
          next_deletion_at = now()
      where {meant} and user_id = :user_id and upload_id = :upload_id and %s and %s"""
              .formatted(IS_COMPLETABLE, IS_IDLE));

  /** Locks in the order of ids, so that two at once do not wait for each other. */
  static final String WITHDRAW_ALL =
      """
      with mine as (
        select upload_id from <user_images_uploads>
        where user_id = :user_id and status = 'PREPARED'
        order by upload_id
        for update
      )
      update <user_images_uploads> as upload
      set status = 'WITHDRAWN', completing_since = null, updated_at = default,
          next_deletion_at = now()
      from mine
      where upload.user_id = :user_id and upload.upload_id = mine.upload_id""";

  static final NamedStatement CLAIM =
      NamedStatement.of(
          "claim uploads",
          """
      with due as (
        select user_id, upload_id from <user_images_uploads>
        where {meant} and next_deletion_at <= now()
        order by next_deletion_at
        limit :limit
        for update skip locked
      )
      update <user_images_uploads>
      set next_deletion_at = now() + %s,
          updated_at = case status when 'PREPARED' then now() else updated_at end,
          completing_since = null,
          status = case status when 'PREPARED' then 'GIVEN_UP' else status end
      from unnest(array(select user_id from due), array(select upload_id from due))
          as claimed (owner, upload)
      where user_id = owner and upload_id = upload
      returning user_id, upload_id"""
              .formatted(interval(UploadRepository.LEASE)));

  static final NamedStatement DELETED =
      NamedStatement.of(
          "deleted uploads",
          """
      with said as (select {meant}), gone as (
        delete from <user_images_uploads>
        using unnest(:owners, :uploads) as deleted (owner, upload)
        where (select * from said) and user_id = owner and upload_id = upload
          and status <> 'PREPARED' and %1$s <= now()
        returning 1
      ), kept as (
        update <user_images_uploads>
        set deletions = deletions + 1,
            next_deletion_at = least(
                now() + interval '1 minute' * power(2, least(deletions, 16)),
                case when now() < %2$s then %2$s else %1$s end)
        from unnest(:owners, :uploads) as deleted (owner, upload)
        where (select * from said) and user_id = owner and upload_id = upload
          and status <> 'PREPARED' and %1$s > now()
      )
      select count(*) from gone"""
              .formatted(FORGOTTEN_AT, ABANDONED_AT));

  static final NamedStatement IS_KNOWN =
      NamedStatement.of(
          "is upload known",
          """
      select exists (select from <user_images_uploads>
        where {meant} and user_id = :user_id and upload_id = :upload_id)""");

  private static String interval(Duration duration) {
    return "interval '" + duration.toSeconds() + " seconds'";
  }

  private UploadStatements() {}
}
