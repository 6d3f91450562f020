package dev.imagevault.jdbi;

import static dev.imagevault.jdbi.ImageRow.COLUMNS;

/** The statements of {@link JdbiImportRun}; see {@link Statements}. */
final class ImportStatements {

  private static final String INSERT =
      """
      with said as (select {meant})
      insert into <user_images> (%1$suser_id, s3_key, original_name, mime_type, file_size, width,
          height, sha256, idempotency_key, created_at, import_attempt)
      overriding system value
      select %2$s:user_id, :s3_key, :original_name, :mime_type, :file_size, :width, :height,
          :sha256, :idempotency_key, coalesce(cast(:created_at as timestamptz), now()), true
      where (select * from said)%3$s
      returning id, created_at, updated_at""";

  /** Ids are unique by the sequence alone, so that one is looked for among all users' images. */
  private static final String IS_HELD = "exists (select from <user_images> where id + 0 = :id%s)";

  static final NamedStatement INSERT_WITH_ID =
      NamedStatement.of(
          "import with id", INSERT.formatted("id, ", ":id, ", " and not " + IS_HELD.formatted("")));

  static final NamedStatement INSERT_WITHOUT_ID =
      NamedStatement.of("import", INSERT.formatted("", "", ""));

  /** No variant refers to what was never READY. */
  static final NamedStatement MOVE_AWAY =
      NamedStatement.of(
          "move away",
          """
      with said as (select {meant})
      update <user_images>
      set id = default, status = 'DELETING', updated_at = default,
          next_attempt_at = coalesce(next_attempt_at, now())
      where (select * from said) and id + 0 = :id and import_attempt""");

  static final NamedStatement IS_TAKEN =
      NamedStatement.of(
          "is taken",
          "with said as (select {meant}) select (select * from said) and "
              + IS_HELD.formatted(" and not import_attempt"));

  static final NamedStatement IMPORTED =
      NamedStatement.of(
          "imported",
          "select origin from <user_images_imports> where {meant} and origin = any(:origins)");

  /** The key says which attempt is meant: an id may have come to another. */
  static final NamedStatement PUBLISH =
      NamedStatement.of(
          "publish import",
          """
      with published as (
        update <user_images>
        set status = 'READY', updated_at = default, put_started_at = null, import_attempt = false
        where {meant} and user_id = :user_id and id = :id and s3_key = :s3_key
          and status = 'PENDING'
          and not exists (select from <user_images_imports> where origin = :origin)
        returning %1$s
      ), remembered as (
        insert into <user_images_imports> (origin) select :origin from published
      ), %2$s
      select %1$s from published"""
              .formatted(COLUMNS, NamedVariants.PUBLISHED_WAITS));

  static final NamedStatement FIND_PUBLISHED =
      NamedStatement.of(
          "find published import",
          """
      select %s from <user_images>
      where {meant} and user_id = :user_id and id = :id and s3_key = :s3_key and status = 'READY'
        and exists (select from <user_images_imports> where origin = :origin)"""
              .formatted(COLUMNS));

  static final NamedStatement WITHDRAW =
      NamedStatement.of(
          "withdraw import",
          """
      with said as (select {meant})
      update <user_images>
      set status = 'DELETING', updated_at = default, next_attempt_at = now(),
          put_started_at = case when :put_is_over then null else put_started_at end
      where (select * from said) and user_id = :user_id and id = :id and s3_key = :s3_key
        and status = 'PENDING'""");

  private ImportStatements() {}
}
