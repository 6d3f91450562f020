package dev.imagevault.app;

import dev.imagevault.app.dev.LocalStore;
import dev.imagevault.cloudfront.CloudFrontKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** {@code serve} in processes of its own, beside an empty database and a store, over wires. */
final class ServeProcesses implements AutoCloseable {

  static final String SECRET = "0123456789abcdef0123456789abcdef";
  static final String PEM = CloudFrontKey.generatePem();

  final Wire toPostgres;
  final Wire toS3;
  private final Path directory;
  private final Servers servers;
  private final String name = Servers.newName();

  /** Makes both on the servers of the run. Processes work in this directory. */
  ServeProcesses(Path directory) throws Exception {
    this(directory, Servers.shared());
  }

  /** As the other one, on these servers. */
  ServeProcesses(Path directory, Servers servers) throws Exception {
    this.directory = directory;
    this.servers = servers;
    servers.bucket(name);
    servers.createDatabase(name);
    toPostgres = anotherWireToPostgres();
    toS3 = anotherWireToS3();
    Files.writeString(
        directory.resolve(".env"),
        "AWS_ACCESS_KEY_ID=%s%nAWS_SECRET_ACCESS_KEY=\"%s\"%nJWT_SECRET=overridden%n"
            .formatted(LocalStore.ACCESS_KEY_ID, servers.storeSecret()));
  }

  /** Returns another wire to the database. */
  Wire anotherWireToPostgres() throws IOException {
    Wire wire = Wire.listen();
    wire.leadTo(servers.databaseUrl().getPort());
    return wire;
  }

  /** Returns another wire to the store. */
  Wire anotherWireToS3() throws IOException {
    Wire wire = Wire.listen();
    wire.leadTo(servers.storeUrl().getPort());
    return wire;
  }

  /** Whatever was done to the wires is over. */
  void mend() {
    toPostgres.restore();
    toS3.restore();
  }

  /** Returns what serve needs, but for the store's credentials. */
  Map<String, String> environment() {
    return new HashMap<>(
        Map.of(
            "HOST",
            "127.0.0.1",
            "PORT",
            "0",
            "DATABASE_URL",
            databaseUrl(toPostgres),
            "AWS_REGION",
            "eu-central-1",
            "AWS_S3_BUCKET",
            name,
            "AWS_ENDPOINT_URL_S3",
            toS3.url(),
            "CLOUDFRONT_DOMAIN",
            "d111111abcdef8.cloudfront.net",
            "CLOUDFRONT_KEY_PAIR_ID",
            "KTEST",
            "CLOUDFRONT_PRIVATE_KEY",
            PEM.replace("\n", "\\n"),
            "JWT_SECRET",
            SECRET));
  }

  /** Returns the URL of the database at the end of this wire. */
  String databaseUrl(Wire wire) {
    return servers
        .databaseUrl(name)
        .replaceFirst(":[0-9]+/", ":" + URI.create(wire.url()).getPort() + "/");
  }

  /** Returns the URL of the database, as this role. */
  String databaseUrl(String role, String password) {
    return databaseUrl(toPostgres).replaceFirst("//[^@]*@", "//" + role + ":" + password + "@");
  }

  /** Returns the name of the database and of the bucket. */
  String databaseName() {
    return name;
  }

  /** Returns what the store is asked with. */
  Map<String, String> storeCredentials() {
    return Map.of(
        "AWS_ACCESS_KEY_ID",
        LocalStore.ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY",
        servers.storeSecret());
  }

  /** Returns the secret that the store is asked with. */
  String storeSecret() {
    return servers.storeSecret();
  }

  /** Starts one. The credentials come from the file, which is handed to the client all the same. */
  Child start(Map<String, String> environment) throws IOException {
    return Child.start(directory, environment, "serve");
  }

  /** Returns what migrating this database comes to. */
  Child migrate(String databaseUrl) throws IOException {
    return Child.start(directory, Map.of("DATABASE_URL", databaseUrl), "migrate");
  }

  /** Returns its address, once it listens. */
  static String url(Child serve) {
    return serve.awaitOutput("imagevault listens on (http://\\S+)");
  }

  /** Returns the status and the body with which it says whether it is ready. */
  static String ready(String url) throws Exception {
    var response = Http.get(url + "/health/ready");
    return response.statusCode() + new String(response.body(), StandardCharsets.UTF_8);
  }

  /** Returns the URL of a new database of this name, in which this was run. */
  String database(String name, String sql) throws Exception {
    servers.createDatabase(name);
    String url = servers.databaseUrl(name);
    Servers.execute(url, sql);
    return url;
  }

  /** The server does this. */
  void sql(String sql) throws Exception {
    Servers.execute(servers.databaseUrl(name), sql);
  }

  /** Returns the number that this query finds. */
  long number(String sql) throws Exception {
    try (Connection connection = Servers.connect(servers.databaseUrl(name));
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() throws Exception {
    toS3.close();
    toPostgres.close();
    servers.dropDatabase(name);
  }
}
