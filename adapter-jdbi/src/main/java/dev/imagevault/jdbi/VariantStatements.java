package dev.imagevault.jdbi;

import static dev.imagevault.jdbi.VariantColumns.ALL;

/**
 * The statements of {@link JdbiVariantRepository}.
 *
 * <p>All lock in one order, so that none waits for another in a circle: an image, its rendering,
 * its PENDING variant, its READY variant.
 */
final class VariantStatements {

  static final NamedStatement FIND =
      NamedStatement.of(
          "find variants",
          """
      select v.image_id, v.name, v.s3_key, v.mime_type, v.file_size, v.width, v.height
      from <user_images_variants> v
        join <user_images> i on i.user_id = v.user_id and i.id = v.image_id
      where {meant} and v.user_id = :user_id and v.image_id = any(:images) and v.status = 'READY'
        and i.user_id = :user_id and i.status = 'READY'""");

  /**
   * From then on no delete of the image commits, and nobody else takes its rendering up, until this
   * transaction ends.
   */
  static final String LOCK_RENDERING =
      """
      select true
      from <user_images> i
        join <user_images_renderings> r on r.user_id = i.user_id and r.image_id = i.id
      where i.user_id = :user_id and i.id = :image_id and i.status = 'READY' and r.claim = :claim
      for share of i for update of r""";

  static final String REPLACE_PENDING = replace("PENDING");

  static final String INSERT =
      """
      insert into <user_images_variants> (user_id, image_id, name, edge, encoding, s3_key, mime_type,
          file_size, width, height)
      values (:user_id, :image_id, :name, :edge, :encoding, :s3_key, :mime_type, :file_size, :width,
          :height)""";

  /** From then on no delete of the image commits until this transaction ends. */
  static final String LOCK =
      """
      select v.status
      from <user_images> i
        join <user_images_variants> v on v.user_id = i.user_id and v.image_id = i.id
      where i.user_id = :user_id and i.id = :image_id and i.status = 'READY' and v.s3_key = :s3_key
      for share of i for update of v""";

  static final String REPLACE_READY = replace("READY");

  static final String PUBLISH =
      """
      update <user_images_variants>
      set status = 'READY', updated_at = default, put_started_at = null
      where user_id = :user_id and image_id = :image_id and s3_key = :s3_key""";

  static final NamedStatement WITHDRAW =
      NamedStatement.of(
          "withdraw variant",
          """
      with said as (select {meant})
      update <user_images_variants>
      set status = 'DELETING', updated_at = default, next_attempt_at = now(),
          put_started_at = case when :put_is_over then null else put_started_at end
      where (select * from said) and user_id = :user_id and image_id = :image_id
        and s3_key = :s3_key and status = 'PENDING'""");

  static final NamedStatement REMOVE =
      NamedStatement.of(
          "remove variants",
          """
      with said as (select {meant})
      delete from <user_images_variants>
      using unnest(:owners, :numbers, :keys) as removed (owner, number, key)
      where (select * from said) and user_id = owner and image_id = number and s3_key = key
        and status = 'DELETING'""");

  /**
   * Whoever names one of these at this moment waits, and then begins anew. In the order of the
   * index, so that PostgreSQL reads it.
   */
  static final NamedStatement RETIRE =
      NamedStatement.of(
          "retire variants",
          """
      with said as (select {meant}), expired as (
        select name from <user_images_named_variants> e
        where (select * from said) and not (%1$s)
          and not exists (
            select from <user_images_named_variants> n where n.name = e.name and n.%1$s)
          and (
            select true from <user_images_variants> v
            where v.name = e.name and v.status = 'READY'
            order by v.user_id, v.image_id
            limit 1)
        order by name, edge, encoding
        for update
      ), retired as (
        select found.* from (select distinct name from expired) as e
          cross join lateral (
            select v.user_id, v.image_id, v.s3_key from <user_images_variants> v
            where v.name = e.name and v.status = 'READY'
            order by v.user_id, v.image_id
            limit :limit
            for update skip locked) as found
        limit :limit
      )
      update <user_images_variants>
      set status = 'DELETING', updated_at = default, next_attempt_at = now()
      from unnest(array(select user_id from retired), array(select image_id from retired),
          array(select s3_key from retired)) as gone (owner, number, key)
      where user_id = owner and image_id = number and s3_key = key"""
              .formatted(NamedVariants.IS_NAMED));

  static final NamedStatement LOSE =
      NamedStatement.of(
          "lose variant",
          """
      with lost as (
        select v.user_id, v.image_id, i.mime_type
        from <user_images_variants> v
          join <user_images> i on i.user_id = v.user_id and i.id = v.image_id
        where {meant} and v.user_id = :user_id and v.image_id = :image_id and v.s3_key = :s3_key
          and v.status = 'READY'
      ), waiting as (
        insert into <user_images_renderings> as r (user_id, image_id, mime_type)
        select user_id, image_id, mime_type from lost
        on conflict (user_id, image_id) do update
        set state = case r.state when 'FAILED' then r.state else 'WANTED' end
        returning user_id, image_id
      )
      update <user_images_variants> v
      set status = 'DELETING', updated_at = default, next_attempt_at = now()
      from waiting
      where v.user_id = waiting.user_id and v.image_id = waiting.image_id and v.s3_key = :s3_key
        and v.status = 'READY'""");

  static final NamedStatement PAGE_BY_KEY =
      NamedStatement.of(
          "page variants by key",
          """
      select %s from <user_images_variants>
      where {meant} and s3_key > :after
      order by s3_key
      limit :limit"""
              .formatted(ALL));

  static final NamedStatement FIND_BY_KEY =
      NamedStatement.of(
          "find variant by key",
          """
      select %s from <user_images_variants>
      where {meant} and user_id = :user_id and s3_key = :s3_key"""
              .formatted(ALL));

  private VariantStatements() {}

  /** What the image has of this name and status is DELETING; a put of it may be under way. */
  private static String replace(String status) {
    return """
      update <user_images_variants>
      set status = 'DELETING', updated_at = default, next_attempt_at = now()
      where user_id = :user_id and image_id = :image_id and name = :name and status = '%s'"""
        .formatted(status);
  }
}
