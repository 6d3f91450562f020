package dev.imagevault.jdbi;

import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.RenderingQueue;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Which variants instances name, and which of them are wanted; see {@link RenderingQueue#name}. */
final class NamedVariants {

  /** Whether somebody named it so lately that it counts. */
  static final String IS_NAMED =
      "named_at >= now() - interval '%d seconds'".formatted(RenderingQueue.NAMED.toSeconds());

  private static final String IS_AT_WORK =
      "named_at >= now() - interval '%d seconds'".formatted(RenderingQueue.AT_WORK.toSeconds());

  /** A query: of each name the one variant that is wanted. */
  static final String WANTED =
      """
      select distinct on (name) name, edge, encoding
      from <user_images_named_variants>
      where %1$s
      order by name, not (%2$s), case when %2$s then first_named_at else named_at end desc, edge,
          encoding"""
          .formatted(IS_NAMED, IS_AT_WORK);

  /**
   * A common table expression: if anything is named, the images that {@code published} returns wait
   * for rendering. {@link RenderingQueue#fill} may have seen one before.
   */
  static final String PUBLISHED_WAITS =
      """
      waiting as (
        insert into <user_images_renderings> (user_id, image_id, mime_type)
        select user_id, id, mime_type from published
        where exists (select from <user_images_named_variants> where %s)
        on conflict (user_id, image_id) do nothing
      )"""
          .formatted(IS_NAMED);

  /** In one order, so that two at once do not wait for each other. */
  private static final NamedStatement NAME =
      NamedStatement.of(
          "name variants",
          """
      with said as (select {meant})
      insert into <user_images_named_variants> as known (name, edge, encoding)
      select name, edge, encoding
      from unnest(:names, :edges, :encodings) as named (name, edge, encoding)
      where (select * from said)
      order by 1, 2, 3
      on conflict (name, edge, encoding) do update
      set named_at = now(),
          first_named_at = case when known.%1$s then known.first_named_at else now() end,
          wanted = known.wanted and known.%1$s"""
              .formatted(IS_NAMED));

  private static final NamedStatement READ =
      NamedStatement.of(
          "named variants",
          """
      select name, edge, encoding from (%s) as wanted
      where {meant} and encoding = any(:known)
      order by name"""
              .formatted(WANTED));

  private NamedVariants() {}

  static int name(Handle handle, Collection<VariantSpec> variants) {
    List<VariantSpec> distinct = variants.stream().distinct().toList();
    return NAME.update(handle)
        .bindArray("names", String.class, distinct.stream().map(v -> v.name().value()).toList())
        .bindArray(
            "edges", Integer.class, distinct.stream().map(v -> v.rendition().edge()).toList())
        .bindArray(
            "encodings",
            String.class,
            distinct.stream().map(v -> v.rendition().encoding().name()).toList())
        .execute();
  }

  static List<VariantSpec> read(Handle handle) {
    return READ.query(handle)
        .bindArray("known", String.class, names(EnumSet.allOf(Encoding.class)))
        .map((row, context) -> VariantColumns.spec(row))
        .list();
  }

  /** Returns the encodings as the tables have them. */
  static List<String> names(Set<Encoding> encodings) {
    return encodings.stream().map(Encoding::name).toList();
  }
}
