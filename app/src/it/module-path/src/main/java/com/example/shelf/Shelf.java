package com.example.shelf;

import dev.imagevault.ImageVault;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.jdbi.Schema;
import dev.imagevault.s3.S3Bucket;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import dev.imagevault.s3.S3UrlSigner;
import java.time.Duration;
import javax.sql.DataSource;

/** The vault on this database and this store. */
final class Shelf {

  private Shelf() {}

  static ImageVault open(DataSource database, S3Connection store) {
    new Schema(database).migrate();
    S3Bucket bucket = new S3Bucket("shelf");
    return ImageVault.builder()
        .storage(new S3ImageStorage(store.newClient(), bucket))
        .urls(new S3UrlSigner(store, bucket, Duration.ofHours(1)))
        .records(new JdbiImageRepository(database))
        .build();
  }
}
