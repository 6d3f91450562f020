package dev.imagevault.jdbi;

import dev.imagevault.domain.Image;
import dev.imagevault.port.VariantClaim;
import dev.imagevault.port.VariantRepository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The calls of {@link VariantRepository} that take variants up for deletion, each of which is one
 * statement; see {@link Claiming}.
 */
final class VariantClaims {

  private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);

  /** What follows a common table expression {@code mine}. */
  private static final String CLAIM_MINE =
      """
      update <user_images_variants>
      set status = 'DELETING', attempts = attempts + 1,
          updated_at = case status when 'DELETING' then updated_at else now() end,
          next_attempt_at = now() + interval '1 millisecond' * (1 - random() / 4)
              * least(:longest, 10000 * power(2, least(attempts, 16)))
      from unnest(array(select user_id from mine), array(select image_id from mine),
          array(select s3_key from mine)) as claimed (owner, number, key)
      where user_id = owner and image_id = number and s3_key = key
      returning %s,
          cast(floor(extract(epoch from next_attempt_at - now()) * 1000) as bigint) as lease,
          coalesce(put_started_at <= now() - :late_put * interval '1 millisecond', true)
              as put_is_over"""
          .formatted(VariantColumns.ALL);

  private static final NamedStatement CLAIM =
      NamedStatement.of(
          "claim variants",
          """
      with abandoned as (
        select user_id, image_id, s3_key from <user_images_variants>
        where {meant} and status = 'PENDING'
          and put_started_at < now() - :longest * interval '1 millisecond'
        order by put_started_at
        limit :limit
        for update skip locked
      ), overdue as (
        select user_id, image_id, s3_key from <user_images_variants>
        where status = 'DELETING' and next_attempt_at <= now()
        order by next_attempt_at
        limit :limit - (select count(*) from abandoned)
        for update skip locked
      ), mine as (
        select * from abandoned union all select * from overdue
      )
      """
              + CLAIM_MINE);

  /** All lock rows in one order, so that two at once do not wait for each other. */
  private static final NamedStatement CLAIM_ALL_OF =
      NamedStatement.of(
          "claim all variants of images",
          """
      with said as (select {meant}), mine as (
        select v.user_id, v.image_id, v.s3_key
        from unnest(:owners, :numbers) as deleted (owner, number)
          join <user_images> i on i.user_id = owner and i.id = number and i.status = 'DELETING'
          join <user_images_variants> v on v.user_id = owner and v.image_id = number
        where (select * from said)
        order by v.image_id, v.s3_key
        for update of v
      )
      """
              + CLAIM_MINE);

  private VariantClaims() {}

  static List<VariantClaim> unfinished(
      Handle handle, Duration olderThan, Duration latePut, int limit) {
    return CLAIM
        .query(handle)
        .bind("longest", olderThan.toMillis())
        .bind("late_put", latePut.toMillis())
        .bind("limit", limit)
        .map(VariantClaims::read)
        .list();
  }

  static List<VariantClaim> allOf(Handle handle, Collection<Image> images, Duration latePut) {
    return ImageRow.bindAll(CLAIM_ALL_OF.query(handle), images)
        .bind("longest", LONGEST_LEASE.toMillis())
        .bind("late_put", latePut.toMillis())
        .map(VariantClaims::read)
        .list();
  }

  private static VariantClaim read(ResultSet row, StatementContext context) throws SQLException {
    return new VariantClaim(
        VariantColumns.read(row, context),
        Duration.ofMillis(row.getLong("lease")),
        row.getBoolean("put_is_over"));
  }
}
