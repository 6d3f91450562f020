package dev.imagevault.jdbi;

import dev.imagevault.domain.Image;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.RenderingQueue.Waiting;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** The smaller calls of {@link JdbiRenderingQueue}. */
final class RenderingStatements {

  /** Whoever has more of them knows enough; the count must stay cheap. */
  private static final int MOST = 100_000;

  private static final int BATCH = 5000;

  /** In one order, so that two at once do not wait for each other. */
  static final NamedStatement AT_WORK =
      NamedStatement.of(
          "at work",
          """
      with said as (select {meant})
      insert into <user_images_renderers> (mime_type, encoding)
      select type, encoding
      from unnest(:reads) as r (type) cross join unnest(:writes) as w (encoding)
      where (select * from said)
      order by 1, 2
      on conflict (mime_type, encoding) do update set seen_at = now()""");

  static final NamedStatement ABILITIES =
      NamedStatement.of(
          "abilities",
          """
      select mime_type, encoding from <user_images_renderers>
      where {meant} and encoding = any(:known) and seen_at >= now() - interval '%d seconds'"""
              .formatted(RenderingQueue.AT_WORK.toSeconds()));

  static final NamedStatement FAILED =
      NamedStatement.of(
          "failed renderings",
          """
      select r.image_id
      from <user_images_renderings> r
        join <user_images> i on i.user_id = r.user_id and i.id = r.image_id
      where {meant} and r.user_id = :user_id and r.image_id = any(:images) and r.state = 'FAILED'
        and i.user_id = :user_id and i.status = 'READY'""");

  private static final NamedStatement SETTLE_FAILED = settle("failed", "state = 'FAILED'");

  private static final NamedStatement SETTLE_DIED =
      settle(
          "died",
          """
      state = case when tries + 1 >= %d then 'FAILED' else state end, tries = tries + 1,
          next_attempt_at = now() + interval '10 seconds'"""
              .formatted(RenderingQueue.TRIES));

  private static final NamedStatement SETTLE_POSTPONED =
      settle(
          "postponed",
          """
      postponements = postponements + 1,
          next_attempt_at = now() + interval '1 second'
              * least(600, 10 * power(2, least(postponements, 6)))""");

  private static final String LOCK_CLAIMED =
      """
      select true from <user_images_renderings>
      where user_id = :user_id and image_id = :image_id and claim = :claim
      for update""";

  /**
   * Goes by what is named and READY once the row is locked: whoever adds to it from then on waits,
   * and adds to what is left here.
   */
  private static final String SETTLE_DONE =
      """
      with lacking as (
        select case when bool_and(encoding not in ('BEST', 'JPEG')) then max(encoding) || '_' else '' end
            || 'WANTED' as state
        from (%s) as wanted
        where not exists (
          select from <user_images_variants> v
          where v.name = wanted.name and v.user_id = :user_id and v.image_id = :image_id
            and v.status = 'READY' and v.edge = wanted.edge and v.encoding = wanted.encoding)
        having count(*) > 0
      ), done as (
        delete from <user_images_renderings>
        where user_id = :user_id and image_id = :image_id and not exists (select from lacking)
      )
      update <user_images_renderings>
      set state = lacking.state, claim = null, tries = 0, postponements = 0,
          next_attempt_at = now() + interval '1 millisecond' * :pause
      from lacking
      where user_id = :user_id and image_id = :image_id"""
          .formatted(NamedVariants.WANTED);

  private static final String RETRY_FAILED =
      """
      with failed as (
        select r.user_id, r.image_id
        from <user_images_renderings> r
          join <user_images> i on i.user_id = r.user_id and i.id = r.image_id
        where r.state = 'FAILED' and i.status = 'READY'
        order by r.image_id
        limit :limit
        for update of r
      )
      update <user_images_renderings>
      set state = 'WANTED', tries = 0, postponements = 0, next_attempt_at = now(),
          waiting_since = now()
      from unnest(array(select user_id from failed), array(select image_id from failed))
          as again (owner, number)
      where user_id = owner and image_id = number""";

  /** Images that are not READY do not wait: they are few, and found by indexes of their own. */
  private static final NamedStatement WAITING =
      NamedStatement.of(
          "waiting renderings",
          """
      with said as (select {meant}), unready as (
        (select user_id, id from <user_images>
          where (select * from said) and status = 'PENDING' limit :most)
        union all
        (select user_id, id from <user_images> where status = 'DELETING' limit :most)
      ), uncounted as (
        select r.state from unready
          join <user_images_renderings> r on r.user_id = unready.user_id and r.image_id = unready.id
      )
      select
          (select count(*) from (
            select from <user_images_renderings> where state <> 'FAILED' limit :most) as waiting)
          - (select count(*) from uncounted where state <> 'FAILED') as images,
          (select count(*) from (
            select from <user_images_renderings> where state = 'FAILED' limit :most) as failed)
          - (select count(*) from uncounted where state = 'FAILED') as failed,
          (select extract(epoch from now() - r.waiting_since)
            from <user_images_renderings> r
              join <user_images> i on i.user_id = r.user_id and i.id = r.image_id
            where r.state <> 'FAILED' and i.status = 'READY'
            order by r.waiting_since limit 1) as oldest""");

  private RenderingStatements() {}

  private static NamedStatement settle(String outcome, String change) {
    return NamedStatement.of(
        "settle " + outcome,
        """
      with said as (select {meant})
      update <user_images_renderings> set claim = null, %s
      where (select * from said) and user_id = :user_id and image_id = :image_id
        and claim = :claim"""
            .formatted(change));
  }

  static boolean settle(Handle handle, Image image, long claim, Outcome outcome) {
    NamedStatement settle =
        switch (outcome) {
          case FAILED -> SETTLE_FAILED;
          case DIED -> SETTLE_DIED;
          case POSTPONED -> SETTLE_POSTPONED;
          case DONE -> throw new IllegalArgumentException("that takes a transaction");
        };
    return of(image, settle.update(handle)).bind("claim", claim).execute() == 1;
  }

  /**
   * The claim is over. The image waits no more if it lacks nothing.
   *
   * @param pause after which it can be claimed again if it does
   */
  static boolean settleDone(Handle transaction, Image image, long claim, Duration pause) {
    boolean held =
        of(image, transaction.createQuery(LOCK_CLAIMED))
            .bind("claim", claim)
            .mapTo(boolean.class)
            .findOne()
            .isPresent();
    if (held) {
      of(image, transaction.createUpdate(SETTLE_DONE)).bind("pause", pause.toMillis()).execute();
    }
    return held;
  }

  /** In batches, so that each statement is within the time that statements are given. */
  static int retryFailed(Handle transaction) {
    int retried = 0;
    int batch = BATCH;
    while (batch == BATCH) {
      batch = transaction.createUpdate(RETRY_FAILED).bind("limit", BATCH).execute();
      retried += batch;
    }
    return retried;
  }

  static Waiting waiting(Handle handle) {
    return WAITING
        .query(handle)
        .bind("most", MOST)
        .map(
            (row, context) ->
                new Waiting(
                    Math.max(0, row.getLong("images")),
                    Math.max(0, row.getLong("failed")),
                    Duration.ofMillis((long) (row.getDouble("oldest") * 1000))))
        .one();
  }

  private static <S extends SqlStatement<S>> S of(Image image, S statement) {
    return statement.bind("user_id", image.owner().value()).bind("image_id", image.id().value());
  }
}
