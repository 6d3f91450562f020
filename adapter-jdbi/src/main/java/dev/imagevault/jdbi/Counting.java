package dev.imagevault.jdbi;

import dev.imagevault.port.Backlog;
import dev.imagevault.port.ImageRepository;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** One call of {@link ImageRepository#backlog}, which is one statement. */
final class Counting {

  /** Whoever has more of them knows enough; the count must stay cheap. */
  static final int MOST = 100_000;

  private static final NamedStatement READ =
      NamedStatement.of(
          "backlog",
          """
      with pending as (
        select put_started_at as since from <user_images> where {meant} and status = 'PENDING'
        order by put_started_at limit :most
      ), deleting as (
        select updated_at as since from <user_images> where status = 'DELETING'
        order by next_attempt_at limit :most
      )
      select (select count(*) from pending) as pending, (select count(*) from deleting) as deleting,
          coalesce(extract(epoch from now() - least(
              (select min(since) from pending), (select min(since) from deleting))), 0) as oldest""");

  private Counting() {}

  static Backlog read(Handle handle) {
    return READ.query(handle)
        .bind("most", MOST)
        .map(
            (row, context) ->
                new Backlog(
                    row.getLong("pending"),
                    row.getLong("deleting"),
                    Duration.ofMillis((long) (row.getDouble("oldest") * 1000))))
        .one();
  }
}
