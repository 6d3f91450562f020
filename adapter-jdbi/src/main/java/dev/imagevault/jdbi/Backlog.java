package dev.imagevault.jdbi;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * What is unfinished, of all users together, for operators to see whether sweeps keep up.
 *
 * @param pending images whose upload is under way, or was given up and not yet taken up
 * @param deleting images that are deleted and not yet gone
 * @param oldest for how long the oldest of both has been so; zero where there is none
 */
public record Backlog(long pending, long deleting, Duration oldest) {

  /** Whoever has more of them knows enough; the count must stay cheap. */
  static final int MOST = 100_000;

  private static final NamedStatement READ =
      NamedStatement.of(
          "backlog",
          """
      with pending as (
        select created_at as since from user_images where {meant} and status = 'PENDING'
        order by created_at limit :most
      ), deleting as (
        select updated_at as since from user_images where status = 'DELETING'
        order by next_attempt_at limit :most
      )
      select (select count(*) from pending) as pending, (select count(*) from deleting) as deleting,
          coalesce(extract(epoch from now() - least(
              (select min(since) from pending), (select min(since) from deleting))), 0) as oldest""");

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
