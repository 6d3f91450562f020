package dev.imagevault.app;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.dev.LocalStore;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.service.Database;
import dev.imagevault.app.service.OpenVault;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ObjectKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** A real database and a real store, and the environment of a service that has them. */
public final class LocalBackEnds implements AutoCloseable {

  public static final String SECRET = "0123456789abcdef0123456789abcdef";
  public static final String PEM = CloudFrontKey.generatePem();

  private final Servers servers = Servers.shared();
  private final String name = Servers.newName();
  private final Path bucket;
  private final Lifecycle lifecycle = new Lifecycle(0);

  /** Makes both, empty, on the servers of the run. */
  public LocalBackEnds() throws Exception {
    this.bucket = servers.bucket(name);
    servers.createDatabase(name);
    new Database(DatabaseUrl.parse(servers.databaseUrl(name))).migrate();
  }

  /** Returns all that serve needs. */
  public Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOST", "127.0.0.1");
    environment.put("PORT", "0");
    environment.put("DATABASE_URL", servers.databaseUrl(name));
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("AWS_S3_BUCKET", name);
    environment.put("AWS_ENDPOINT_URL_S3", servers.storeUrl().toString());
    environment.put("AWS_ACCESS_KEY_ID", LocalStore.ACCESS_KEY_ID);
    environment.put("AWS_SECRET_ACCESS_KEY", servers.storeSecret());
    environment.put("CLOUDFRONT_DOMAIN", "d111111abcdef8.cloudfront.net");
    environment.put("CLOUDFRONT_KEY_PAIR_ID", "KTEST");
    environment.put("CLOUDFRONT_PRIVATE_KEY", PEM);
    environment.put("JWT_SECRET", SECRET);
    return environment;
  }

  /** Returns a vault on both. */
  OpenVault vault() throws Exception {
    return OpenVault.open(
        AppConfig.read(new Environment(environment())), lifecycle, Clock.systemUTC());
  }

  /** The image was uploaded an hour ago. */
  void age(Image image) throws Exception {
    FileTime hourAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    Files.setLastModifiedTime(file(image.original().key()), hourAgo);
    sql(
        "update user_images set created_at = created_at - interval '1 hour' where id = "
            + image.id());
  }

  /** The image has no record, though nobody deleted it. */
  void forget(Image image) throws Exception {
    sql("delete from user_images where id = " + image.id());
  }

  /** The object is not there, though nobody deleted it. */
  void lose(Image image) throws Exception {
    Files.delete(file(image.original().key()));
  }

  /** Returns whether the object is there. */
  boolean has(Image image) {
    return Files.exists(file(image.original().key()));
  }

  private Path file(ObjectKey key) {
    return bucket.resolve(key.value());
  }

  /** The database does this. */
  void sql(String sql) throws Exception {
    Servers.execute(servers.databaseUrl(name), sql);
  }

  /** Returns the number that the database answers with. */
  public long count(String sql) throws Exception {
    try (Connection connection = Servers.connect(servers.databaseUrl(name));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  /** Returns the directory that holds the objects as files. */
  Path bucket() {
    return bucket;
  }

  @Override
  public void close() throws Exception {
    lifecycle.close();
    servers.dropDatabase(name);
  }
}
