package dev.imagevault.jdbi;

import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Usage;
import dev.imagevault.port.ImageRepository;
import org.jdbi.v3.core.Handle;

/** What a quota is held against; see {@link ImageRepository#usage}. */
final class OwnerUsage {

  private static final NamedStatement READ =
      NamedStatement.of(
          "usage",
          """
      select count(*) as images, coalesce(sum(file_size), 0) as bytes
      from <user_images>
      where {meant} and user_id = :user_id and status <> 'DELETING'""");

  /** The first number, 'imgv' in ASCII, keeps clear of what else in this database takes locks. */
  private static final String LOCK = "select pg_advisory_xact_lock(1768777590, hashtext(:user_id))";

  private OwnerUsage() {}

  static Usage read(Handle handle, OwnerId owner) {
    return READ.query(handle)
        .bind("user_id", owner.value())
        .map((row, context) -> new Usage(row.getLong("images"), row.getLong("bytes")))
        .one();
  }

  /**
   * Until the transaction ends, nobody else holds this lock of the owner's. What others committed
   * before is seen by the statements that follow.
   */
  static void lock(Handle handle, OwnerId owner) {
    handle.createQuery(LOCK).bind("user_id", owner.value()).mapTo(String.class).one();
  }
}
