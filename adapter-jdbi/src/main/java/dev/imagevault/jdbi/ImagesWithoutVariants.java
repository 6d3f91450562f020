package dev.imagevault.jdbi;

import dev.imagevault.port.RenderingQueue;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * One call of {@link RenderingQueue#fill}, in a transaction of its own.
 *
 * <p>It misses no image that is being published while a variant is named: either its publication
 * sees the name, or the image was recorded before the name was, and is PENDING or READY when it is
 * looked at here. What is PENDING is claimed once it is READY.
 */
final class ImagesWithoutVariants {

  private static final String COMPARE =
      """
      update <user_images_named_variants> n
      set wanted = not n.wanted, filled_down_to = case when not n.wanted then %2$d end
      where n.wanted <> exists (
        select from (%1$s) as wanted
        where wanted.name = n.name and wanted.edge = n.edge and wanted.encoding = n.encoding)"""
          .formatted(NamedVariants.WANTED, Long.MAX_VALUE);

  /** Others leave it to this one. */
  private static final String LOCK =
      """
      with locked as (
        select filled_down_to from <user_images_named_variants>
        where filled_down_to is not null
        for update skip locked
      )
      select max(filled_down_to) from locked""";

  /**
   * A rendering that is there is locked: whoever has it claimed and settles it after this sees what
   * it lacks, and if it was settled just before, it is there no more. The planner takes what is
   * unnested for few rows, and looks each up by the primary key.
   */
  private static final String LOOK =
      """
      with wanted as materialized (%s), looked as (
        select user_id, id from <user_images>
        where id + 0 < :from
        order by id + 0 desc
        limit :limit
      ), lacking as (
        select i.user_id, i.id, i.mime_type
        from unnest(array(select user_id from looked), array(select id from looked))
            as l (owner, number)
          join <user_images> i on i.user_id = owner and i.id = number
        where i.status in ('PENDING', 'READY') and exists (
          select from wanted w
          where not exists (
            select from <user_images_variants> v
            where v.name = w.name and v.user_id = i.user_id and v.image_id = i.id
              and v.status = 'READY' and v.edge = w.edge and v.encoding = w.encoding))
        order by i.id
        for key share of i
      ), waiting as (
        insert into <user_images_renderings> as r (user_id, image_id, mime_type)
        select user_id, id, mime_type from lacking
        on conflict (user_id, image_id) do update set state = 'WANTED'
        where r.state not in ('WANTED', 'FAILED')
      ), rest as (
        select case when count(*) = :limit then min(id) end as next from looked
      ), noted as (
        update <user_images_named_variants>
        set filled_down_to = rest.next from rest
        where filled_down_to is not null
      )
      select next is not null from rest"""
          .formatted(NamedVariants.WANTED);

  private ImagesWithoutVariants() {}

  /** They wait for rendering. Returns whether there is more to look at. */
  static boolean ask(Handle transaction, int limit) {
    transaction.createUpdate(COMPARE).execute();
    Optional<Long> from =
        transaction.createQuery(LOCK).map((row, context) -> row.getObject(1, Long.class)).findOne();
    return from.isPresent()
        && transaction
            .createQuery(LOOK)
            .bind("from", from.get())
            .bind("limit", limit)
            .mapTo(boolean.class)
            .one();
  }
}
