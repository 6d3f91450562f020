package dev.imagevault.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * What a service leaves that was built with Sequelize: a table {@code user_images} as its {@code
 * sync} makes it, and the objects that it names, in a bucket.
 */
final class OlderService implements AutoCloseable {

  /** As Sequelize 6 says it, of a model whose fields have no other names. */
  private static final String TABLE =
      """
      create table "user_images" ("id" serial, "userId" integer not null,
        "s3Key" varchar(255) not null, "cloudfrontUrl" text not null,
        "originalName" varchar(255) not null, "mimeType" varchar(255) not null,
        "fileSize" integer not null, "createdAt" timestamp with time zone not null,
        "updatedAt" timestamp with time zone not null, primary key ("id"))""";

  static final Instant FIRST = Instant.parse("2021-02-03T04:05:06.789Z");

  private final Servers servers = Servers.shared();
  private final String name = Servers.newName();
  private final Path bucket;
  private final Connection database;

  OlderService() throws Exception {
    bucket = servers.bucket(name);
    servers.createDatabase(name);
    database = Servers.connect(url());
    sql(TABLE);
  }

  String bucketName() {
    return name;
  }

  Path bucket() {
    return bucket;
  }

  String url() {
    return servers.databaseUrl(name);
  }

  String storeUrl() {
    return servers.storeUrl().toString();
  }

  void sql(String sql) throws Exception {
    Servers.execute(url(), sql);
  }

  static Instant createdAt(long id) {
    return FIRST.plusSeconds(id);
  }

  static String key(long id, int owner) {
    return "users/" + owner + "/images/" + (1_600_000_000_000L + id) + ".jpg";
  }

  /** The image is there, with an object. */
  void add(long id, int owner, byte[] image) throws Exception {
    addRow(id, owner);
    Path file = bucket.resolve(key(id, owner));
    Files.createDirectories(file.getParent());
    Files.write(file, image);
  }

  /** The image is in the table, without an object. */
  void addRow(long id, int owner) throws Exception {
    String insert =
        "insert into user_images values (?, ?, ?, 'https://example.org', ?, 'image/jpeg', 9, ?, ?)";
    OffsetDateTime createdAt = createdAt(id).atOffset(ZoneOffset.UTC);
    try (PreparedStatement statement = database.prepareStatement(insert)) {
      statement.setLong(1, id);
      statement.setInt(2, owner);
      statement.setString(3, key(id, owner));
      statement.setString(4, "Foto " + id + " ä.jpg");
      statement.setObject(5, createdAt);
      statement.setObject(6, createdAt);
      statement.execute();
    }
  }

  @Override
  public void close() throws Exception {
    database.close();
    servers.dropDatabase(name);
  }
}
