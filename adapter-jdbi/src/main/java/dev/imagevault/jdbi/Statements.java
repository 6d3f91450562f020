package dev.imagevault.jdbi;

import static dev.imagevault.jdbi.ImageRow.COLUMNS;

/** The statements of {@link JdbiImageRepository} that are whole calls. */
final class Statements {

  static final NamedStatement PUBLISH =
      NamedStatement.of(
          "publish",
          """
      update user_images set status = 'READY', updated_at = default
      where {meant} and user_id = :user_id and id = :id and status = 'PENDING'
      returning %s"""
              .formatted(COLUMNS));

  static final NamedStatement FIND_PUBLISHED =
      NamedStatement.of(
          "find published",
          """
      select %s from user_images
      where {meant} and user_id = :user_id and id = :id and (status = 'READY' or withdrawn_by_owner)"""
              .formatted(COLUMNS));

  static final NamedStatement WITHDRAW =
      NamedStatement.of(
          "withdraw",
          """
      update user_images
      set status = 'DELETING', updated_at = default, idempotency_key = null,
          next_attempt_at = now(),
          put_started_at = case when status = 'PENDING' then put_started_at end
      where {meant} and user_id = :user_id and id = :id
        and (status = 'PENDING' or (status = 'READY' and put_started_at is not null))""");

  /** As the one before, of an image whose put is over. */
  static final NamedStatement WITHDRAW_PUT =
      NamedStatement.of(
          "withdraw put",
          """
      update user_images
      set status = 'DELETING', updated_at = default, idempotency_key = null,
          next_attempt_at = now(), put_started_at = null
      where {meant} and user_id = :user_id and id = :id
        and (status = 'PENDING' or (status = 'READY' and put_started_at is not null))""");

  /** Five seconds, in which who deleted it may finish it before a sweep does. */
  static final NamedStatement DELETE =
      NamedStatement.of(
          "delete",
          """
      update user_images
      set status = 'DELETING', updated_at = default, idempotency_key = null,
          next_attempt_at = now() + interval '5 seconds', put_started_at = null
      where {meant} and user_id = :user_id and id = :id and status = 'READY'
      returning %s"""
              .formatted(COLUMNS));

  /** Locks in the order of ids, so that two at once do not wait for each other. */
  static final NamedStatement REMOVE =
      NamedStatement.of(
          "remove",
          """
      with meant as (select 1 where {meant}), gone as (
        select i.user_id, i.id
        from meant, unnest(:user_ids, :ids) as removed (user_id, id)
        join user_images i using (user_id, id)
        where i.status = 'DELETING'
        order by i.id
        for update of i
      )
      delete from user_images i using gone where i.user_id = gone.user_id and i.id = gone.id""");

  static final NamedStatement FIND =
      NamedStatement.of(
          "find",
          """
      select %s from user_images
      where {meant} and user_id = :user_id and id = :id and status = 'READY'"""
              .formatted(COLUMNS));

  /**
   * The bounds leave one user. With {@code user_id = :user_id} the planner would often rather walk
   * the primary key backwards, past everybody's newer images.
   */
  static final NamedStatement PAGE =
      NamedStatement.of(
          "page",
          """
      select %s from user_images
      where {meant} and user_id >= :user_id and (user_id, id) < (:user_id, :before) and status = 'READY'
      order by user_id desc, id desc
      limit :limit"""
              .formatted(COLUMNS));

  static final NamedStatement PAGE_BY_KEY =
      NamedStatement.of(
          "page by key",
          "select %s from user_images where {meant} and s3_key > :after order by s3_key limit :limit"
              .formatted(COLUMNS));

  static final NamedStatement FIND_BY_KEY =
      NamedStatement.of(
          "find by key",
          "select %s from user_images where {meant} and user_id = :user_id and s3_key = :s3_key"
              .formatted(COLUMNS));

  static final NamedStatement PING = NamedStatement.of("ping", "select 1 where {meant}");

  private Statements() {}
}
