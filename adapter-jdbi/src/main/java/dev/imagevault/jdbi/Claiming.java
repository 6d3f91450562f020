package dev.imagevault.jdbi;

import static dev.imagevault.jdbi.ImageRow.COLUMNS;

import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** One call of {@link ImageRepository#claimUnfinished}, which is one statement. */
final class Claiming {

  /**
   * Locked rows are skipped: somebody else is about to claim or to finish them. The planner takes
   * what is unnested for few rows, and looks each up by the primary key, whatever it believes of
   * how many are unfinished. A lease is ten seconds, doubled, less up to a quarter.
   */
  private static final NamedStatement CLAIM =
      NamedStatement.of(
          "claim",
          """
      with abandoned as (
        select user_id, id from <user_images>
        where {meant} and status = 'PENDING'
          and put_started_at < now() - :older_than * interval '1 millisecond'
        order by put_started_at
        limit :limit
        for update skip locked
      ), overdue as (
        select user_id, id from <user_images>
        where status = 'DELETING' and next_attempt_at <= now()
        order by next_attempt_at
        limit :limit - (select count(*) from abandoned)
        for update skip locked
      ), unfinished as (
        select * from abandoned union all select * from overdue
      )
      update <user_images>
      set status = 'DELETING', idempotency_key = null, attempts = attempts + 1,
          updated_at = case status when 'PENDING' then now() else updated_at end,
          next_attempt_at = now() + interval '1 millisecond' * (1 - random() / 4)
              * least(:older_than, 10000 * power(2, least(attempts, 16)))
      from unnest(array(select user_id from unfinished), array(select id from unfinished))
          as claimed (owner, number)
      where user_id = owner and id = number
      returning %s,
          cast(floor(extract(epoch from next_attempt_at - now()) * 1000) as bigint) as lease,
          coalesce(put_started_at <= now() - :late_put * interval '1 millisecond', true)
              as put_is_over"""
              .formatted(COLUMNS));

  private Claiming() {}

  static List<Claim> claim(Handle handle, Duration olderThan, Duration latePut, int limit) {
    return CLAIM
        .query(handle)
        .bind("older_than", olderThan.toMillis())
        .bind("late_put", latePut.toMillis())
        .bind("limit", limit)
        .map(Claiming::read)
        .list();
  }

  private static Claim read(ResultSet row, StatementContext context) throws SQLException {
    return new Claim(
        ImageRow.read(row, context),
        Duration.ofMillis(row.getLong("lease")),
        row.getBoolean("put_is_over"));
  }
}
