package dev.imagevault.app.faults;

import dev.imagevault.app.Child;
import dev.imagevault.app.Http;
import dev.imagevault.app.Servers;
import dev.imagevault.app.dev.LocalStore;
import dev.imagevault.cloudfront.CloudFrontKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A database, a bucket, the wires to both, and instances of the service at their other ends. */
final class Deployment implements AutoCloseable {

  private static final String JWT_SECRET = "a secret that nobody has but these tests";

  private final BackEnds backEnds;
  private final FaultProxy databaseWire;
  private final FaultProxy storeWire;
  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final List<Instance> instances = new ArrayList<>();

  /** An instance of the service that is running. */
  record Instance(Child process, String url) {}

  /** Makes all of it but the instances. Puts get three seconds, and sweeps come each second. */
  Deployment() throws IOException, SQLException {
    Servers servers = Servers.shared();
    backEnds = BackEnds.create();
    databaseWire = new FaultProxy(() -> servers.databaseUrl().getPort());
    storeWire = new FaultProxy(() -> servers.storeUrl().getPort());
    directory = Files.createTempDirectory("imagevault-deployment-");
    URI database = servers.databaseUrl();
    environment.putAll(
        Map.of(
            "PORT",
            "0",
            "HOST",
            "127.0.0.1",
            "JWT_SECRET",
            JWT_SECRET,
            "AWS_REGION",
            "us-east-1",
            "AWS_S3_BUCKET",
            backEnds.name(),
            "AWS_ENDPOINT_URL_S3",
            "http://127.0.0.1:" + storeWire.port(),
            "AWS_ACCESS_KEY_ID",
            LocalStore.ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY",
            servers.storeSecret(),
            "SWEEP_DELAY",
            "9",
            "SWEEP_INTERVAL",
            "1"));
    environment.putAll(
        Map.of(
            "CLOUDFRONT_DOMAIN",
            "images.example.com",
            "CLOUDFRONT_KEY_PAIR_ID",
            "KFAULTS",
            "CLOUDFRONT_PRIVATE_KEY",
            CloudFrontKey.generatePem(),
            // Statements are sent as text each time, so that faults can be meant for one.
            "DATABASE_URL",
            "postgres://%s@127.0.0.1:%d/%s?prepareThreshold=0"
                .formatted(database.getUserInfo(), databaseWire.port(), backEnds.name())));
  }

  BackEnds backEnds() {
    return backEnds;
  }

  FaultProxy databaseWire() {
    return databaseWire;
  }

  FaultProxy storeWire() {
    return storeWire;
  }

  /** Sets a variable for the instances started from now on. */
  Deployment with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Returns a new instance, once it takes requests. */
  Instance start() throws IOException {
    return start("-XX:+UseSerialGC");
  }

  /** As the other one, with these options of the JVM. */
  Instance start(String... options) throws IOException {
    Child process = Child.start(List.of(options), directory, environment, "serve");
    try {
      Instance instance =
          new Instance(process, process.awaitOutput("imagevault listens on (http://\\S+)"));
      synchronized (instances) {
        instances.add(instance);
      }
      return instance;
    } catch (RuntimeException | Error e) {
      process.terminate();
      throw e;
    }
  }

  /** Returns a token that is good for an hour. */
  static String token(String user) {
    return Http.token(JWT_SECRET, user, Duration.ofHours(1));
  }

  @Override
  public void close() throws Exception {
    synchronized (instances) {
      for (Instance instance : instances) {
        instance.process.close();
      }
    }
    databaseWire.close();
    storeWire.close();
    backEnds.close();
    Files.delete(directory);
  }
}
