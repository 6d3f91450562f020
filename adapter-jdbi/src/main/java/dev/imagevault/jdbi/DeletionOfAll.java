package dev.imagevault.jdbi;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.port.ImageRepository;
import org.jdbi.v3.core.Handle;

/**
 * One call of {@link ImageRepository#deleteAll}, in a transaction of its own. It goes in batches,
 * so that each statement is within the time that statements and silent networks are given.
 */
final class DeletionOfAll {

  private static final int BATCH = 5000;

  private static final String LAST =
      "select max(id) from <user_images> where user_id = :user_id and status <> 'DELETING'";

  /** Locks in the order of ids, so that two at once do not wait for each other. */
  private static final String DELETE =
      """
      with mine as (
        select id, status from <user_images>
        where user_id = :user_id and id > :after and id <= :last and status <> 'DELETING'
        order by id
        limit :limit
        for update
      ), deleted as (
        update <user_images>
        set status = 'DELETING', updated_at = default, idempotency_key = null,
            next_attempt_at = now(), withdrawn_by_owner = true
        where user_id = :user_id and id = any (array(select id from mine))
      )
      select count(*) as images, max(id) as last,
          count(*) filter (where status = 'READY') as ready
      from mine""";

  private final Handle transaction;
  private final OwnerId owner;
  private final long deadline =
      System.nanoTime() + JdbiImageRepository.DELETE_ALL_TIMEOUT.toNanos();

  DeletionOfAll(Handle transaction, OwnerId owner) {
    this.transaction = transaction;
    this.owner = owner;
  }

  /** Returns how many READY images became DELETING. */
  int run() {
    // First these: what is completed until now is an image by now, and deleted below.
    int unused =
        transaction
            .createUpdate(UploadStatements.WITHDRAW_ALL)
            .bind("user_id", owner.value())
            .execute();
    long last = last();
    int ready = 0;
    Batch batch = new Batch(BATCH, 0, 0);
    while (batch.images() == BATCH) {
      if (System.nanoTime() > deadline) {
        throw new BackEndException(
            BackEndException.BackEnd.DATABASE,
            BackEndException.Failure.UNAVAILABLE,
            "The database did not delete all images of a user in time: try again when it is idle",
            null);
      }
      batch = delete(batch.last(), last);
      ready += batch.ready();
    }
    return ready;
  }

  /** Returns the last id there is now: images recorded later stay. */
  private long last() {
    return transaction
        .createQuery(LAST)
        .bind("user_id", owner.value())
        .map((row, context) -> row.getLong(1))
        .one();
  }

  private Batch delete(long after, long last) {
    return transaction
        .createQuery(DELETE)
        .bind("user_id", owner.value())
        .bind("after", after)
        .bind("last", last)
        .bind("limit", BATCH)
        .map(
            (row, context) ->
                new Batch(row.getInt("images"), row.getLong("last"), row.getInt("ready")))
        .one();
  }

  private record Batch(int images, long last, int ready) {}
}
