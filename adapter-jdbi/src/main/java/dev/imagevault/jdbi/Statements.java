package dev.imagevault.jdbi;

import static dev.imagevault.jdbi.ImageRow.COLUMNS;

/**
 * The statements of {@link JdbiImageRepository} that are whole calls. {@code <user_images>} stands
 * for the table, with its schema if it was given one; see {@link DatabaseCalls}.
 */
final class Statements {

  static final NamedStatement PUBLISH =
      NamedStatement.of(
          "publish",
          """
      with published as (
        update <user_images>
        set status = 'READY', updated_at = default, put_started_at = null
        where {meant} and user_id = :user_id and id = :id and status = 'PENDING'
        returning %1$s
      ), %2$s
      select %1$s from published"""
              .formatted(COLUMNS, NamedVariants.PUBLISHED_WAITS));

  static final NamedStatement FIND_PUBLISHED =
      NamedStatement.of(
          "find published",
          """
      select %s from <user_images>
      where {meant} and user_id = :user_id and id = :id
        and (status = 'READY' or withdrawn_by_owner)"""
              .formatted(COLUMNS));

  static final NamedStatement WITHDRAW =
      NamedStatement.of(
          "withdraw",
          """
      with said as (select {meant})
      update <user_images>
      set status = 'DELETING', updated_at = default, idempotency_key = null,
          next_attempt_at = now(),
          put_started_at = case when :put_is_over then null else put_started_at end
      where (select * from said) and user_id = :user_id and id = :id
        and (status = 'PENDING' or (status = 'READY' and not given_to_repeat))""");

  /** Five seconds, in which who deleted it may finish it before a sweep does. */
  static final NamedStatement DELETE =
      NamedStatement.of(
          "delete",
          """
      update <user_images>
      set status = 'DELETING', updated_at = default, idempotency_key = null,
          next_attempt_at = now() + interval '5 seconds'
      where {meant} and user_id = :user_id and id = :id and status = 'READY'
      returning %s"""
              .formatted(COLUMNS));

  /** The planner takes what is unnested for few rows, and looks each up by the primary key. */
  static final NamedStatement REMOVE =
      NamedStatement.of(
          "remove by key",
          """
      with said as (select {meant})
      delete from <user_images>
      using unnest(:owners, :numbers, :keys) as removed (owner, number, key)
      where (select * from said) and user_id = owner and id = number and s3_key = key
        and status = 'DELETING'
        and not exists (
          select from <user_images_variants> v where v.user_id = owner and v.image_id = number)""");

  static final NamedStatement FIND =
      NamedStatement.of(
          "find",
          """
      select %s from <user_images>
      where {meant} and user_id = :user_id and id = :id and status = 'READY'"""
              .formatted(COLUMNS));

  static final NamedStatement PAGE =
      NamedStatement.of(
          "page",
          """
      select %s from <user_images>
      where {meant} and user_id = :user_id and id < :before and status = 'READY'
      order by id desc
      limit :limit"""
              .formatted(COLUMNS));

  static final NamedStatement PAGE_BY_KEY =
      NamedStatement.of(
          "page by key",
          """
      select %s from <user_images>
      where {meant} and s3_key > :after
      order by s3_key
      limit :limit"""
              .formatted(COLUMNS));

  static final NamedStatement FIND_BY_KEY =
      NamedStatement.of(
          "find by key",
          "select %s from <user_images> where {meant} and user_id = :user_id and s3_key = :s3_key"
              .formatted(COLUMNS));

  static final NamedStatement PING = NamedStatement.of("ping", "select 1 where {meant}");

  private Statements() {}
}
