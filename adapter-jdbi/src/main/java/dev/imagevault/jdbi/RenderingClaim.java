package dev.imagevault.jdbi;

import static dev.imagevault.jdbi.ImageRow.COLUMNS;

import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * One call of {@link RenderingQueue#claim}. It is one statement, unless all that it found lacks
 * nothing but what this caller cannot write: they are noted as that, and it looks again.
 */
final class RenderingClaim {

  /**
   * Of each format the newest are read by the index. Locked rows are skipped: somebody else is
   * about to claim or to settle them. The transaction's number, which is never used again, and the
   * place in it tell the claims from each other.
   */
  private static final NamedStatement CLAIM =
      NamedStatement.of(
          "claim renderings",
          """
      with said as (select {meant}), wanted as materialized (%1$s), due as (
        select found.user_id, found.image_id
        from unnest(:states) as s (wanted_state)
          cross join unnest(:reads) as f (format)
          cross join lateral (
            select r.user_id, r.image_id
            from <user_images_renderings> r
              join <user_images> i on i.user_id = r.user_id and i.id = r.image_id
            where r.state = wanted_state and r.mime_type = format and r.next_attempt_at <= now()
              and i.status = 'READY'
            order by r.image_id desc
            limit :limit
            for update of r skip locked) as found
        where (select * from said)
        order by found.image_id desc
        limit :limit
      ), claimed as (
        update <user_images_renderings>
        set claim = cast(cast(pg_current_xact_id() as text) as bigint) * 1000 + place - 1,
            next_attempt_at = now() + interval '1 millisecond' * lease
        from unnest(array(select user_id from due), array(select image_id from due))
            with ordinality as mine (owner, number, place),
          (select 60000 + :timeout * count(*) as lease from wanted) as lasting
        where user_id = owner and image_id = number
        returning owner, number, claim, lease
      )
      select %2$s, claim, lease,
          exists (select from wanted w where %3$s) as lacks_any,
          array(
            select w.name || ':' || w.edge || ':' || w.encoding from wanted w
            where w.encoding = any(:writes) and %3$s
            order by w.name) as missing
      from claimed join <user_images> i on user_id = owner and id = number
      order by id desc"""
              .formatted(
                  NamedVariants.WANTED,
                  COLUMNS,
                  """
                  not exists (
                    select from <user_images_variants> v
                    where v.name = w.name and v.user_id = owner and v.image_id = number
                      and v.status = 'READY' and v.edge = w.edge and v.encoding = w.encoding)"""));

  /** A backlog of them is noted in several calls. */
  private static final int ROUNDS = 100;

  private final Handle handle;
  private final List<String> reads;
  private final Set<Encoding> writes;
  private final Duration timeout;
  private final int limit;

  RenderingClaim(
      Handle handle, List<String> reads, Set<Encoding> writes, Duration timeout, int limit) {
    this.handle = handle;
    this.reads = reads;
    this.writes = writes;
    this.timeout = timeout;
    this.limit = limit;
  }

  List<Rendering> run() {
    List<Rendering> renderings = new ArrayList<>();
    int claimed = limit;
    for (int round = 0; round < ROUNDS && renderings.isEmpty() && claimed == limit; round++) {
      List<Claimed> all = claim();
      claimed = all.size();
      for (Claimed each : all) {
        if (each.lacksAny() && each.rendering().missing().isEmpty()) {
          settle(each.rendering());
        } else {
          renderings.add(each.rendering());
        }
      }
    }
    return renderings;
  }

  private List<Claimed> claim() {
    return CLAIM
        .query(handle)
        .bindArray("states", String.class, states())
        .bindArray("reads", String.class, reads)
        .bindArray("writes", String.class, NamedVariants.names(writes))
        .bind("timeout", timeout.toMillis())
        .bind("limit", limit)
        .map(Claimed::read)
        .list();
  }

  private List<String> states() {
    return Stream.concat(
            Stream.of("WANTED"), NamedVariants.names(writes).stream().map(name -> name + "_WANTED"))
        .toList();
  }

  private void settle(Rendering unwritable) {
    DatabaseCalls.inTransaction(
        handle,
        transaction ->
            RenderingStatements.settleDone(
                transaction, unwritable.image(), unwritable.claim(), pause()));
  }

  /** Who writes what everybody should is not given it again, and others may have it at once. */
  private Duration pause() {
    return writes.containsAll(Set.of(Encoding.BEST, Encoding.JPEG))
        ? Duration.ZERO
        : JdbiRenderingQueue.AFTER_DONE;
  }

  /**
   * What one row of the statement says.
   *
   * @param lacksAny whether it lacks any variant, whoever can write it
   */
  private record Claimed(Rendering rendering, boolean lacksAny) {

    static Claimed read(ResultSet row, StatementContext context) throws SQLException {
      return new Claimed(
          new Rendering(
              ImageRow.read(row, context),
              missing(row.getArray("missing")),
              row.getLong("claim"),
              Duration.ofMillis(row.getLong("lease"))),
          row.getBoolean("lacks_any"));
    }

    private static List<VariantSpec> missing(Array array) throws SQLException {
      return Arrays.stream((String[]) array.getArray())
          .map(each -> each.split(":"))
          .map(each -> VariantColumns.spec(each[0], Integer.parseInt(each[1]), each[2]))
          .toList();
    }
  }
}
