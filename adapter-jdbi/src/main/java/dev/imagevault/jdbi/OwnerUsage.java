package dev.imagevault.jdbi;

import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.UploadId;
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
      from (
        select file_size from <user_images>
        where {meant} and user_id = :user_id and status <> 'DELETING'
        union all
        select file_size from <user_images_uploads> as upload
        where user_id = :user_id and %s and upload_id <> :without and not exists (
          select from <user_images> as image
          where image.user_id = :user_id and image.id = upload.image_id
            and image.status <> 'DELETING')
      ) as used"""
              .formatted(UploadStatements.IS_COMPLETABLE));

  /** The first number, 'imgv' in ASCII, keeps clear of what else in this database takes locks. */
  private static final String LOCK = "select pg_advisory_xact_lock(1768777590, hashtext(:user_id))";

  private OwnerUsage() {}

  static Usage read(Handle handle, OwnerId owner) {
    return read(handle, owner, "");
  }

  /** Returns what the owner uses beside this upload. */
  static Usage readWithout(Handle handle, OwnerId owner, UploadId upload) {
    return read(handle, owner, upload.value());
  }

  private static Usage read(Handle handle, OwnerId owner, String without) {
    return READ.query(handle)
        .bind("user_id", owner.value())
        .bind("without", without)
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
