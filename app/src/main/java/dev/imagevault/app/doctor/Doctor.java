package dev.imagevault.app.doctor;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.TokenConfig;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.dev.Target;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.process.StartException;
import dev.imagevault.app.service.Database;
import dev.imagevault.app.service.OpenVault;
import dev.imagevault.cloudfront.CloudFrontInvalidation;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;

/** Looks at the parts of a service, one after the other. */
public final class Doctor {

  private static final Duration PING_TIMEOUT = Duration.ofSeconds(5);

  /** A random secret of 32 characters, even in hexadecimal, has more of them. */
  private static final int FEWEST_DIFFERENT_CHARACTERS = 8;

  private final AppConfig config;
  private final Target.Kind kind;
  private final Clock clock;

  /** Nothing is asked yet. */
  public Doctor(AppConfig config, Target.Kind kind, Clock clock) {
    this.config = config;
    this.kind = kind;
    this.clock = clock;
  }

  /**
   * Every part has been looked at, and nothing is left behind in any.
   *
   * @param lifecycle takes back what was done, should a signal come meanwhile
   * @param findings takes each as soon as it is there
   */
  public void examine(Lifecycle lifecycle, Consumer<Finding> findings) throws Exception {
    findings.accept(Finding.ok("configuration", "complete, about " + whose()));
    findings.accept(tokens());
    findings.accept(key());
    findings.accept(cache(lifecycle));
    boolean migrated = examineDatabase(findings);
    examineStore(lifecycle, findings);
    findings.accept(variants(migrated, lifecycle));
  }

  private String whose() {
    return switch (kind) {
      case SERVE -> "the service of the environment";
      case RUNNING_DEV -> "the dev that runs here";
      case STOPPED_DEV -> "the dev that has its data here, and does not run";
    };
  }

  private Finding tokens() {
    TokenConfig tokens = config.tokens();
    for (int i = 0; i < tokens.secrets().size(); i++) {
      if (tokens.secrets().get(i).chars().distinct().count() < FEWEST_DIFFERENT_CHARACTERS) {
        return Finding.failed(
            "tokens",
            (i == 0 ? Variable.JWT_SECRET : Variable.JWT_SECRET_PREVIOUS)
                + " has few different characters and can be guessed:"
                + " 'openssl rand -base64 48' makes a good one");
      }
    }
    try {
      return Finding.ok(
          "tokens",
          tokens.keys().examine()
              + ", user id in "
              + tokens.userClaim().orElse("the first of sub, userId and id")
              + ", issuer "
              + tokens.issuer().orElse("any")
              + ", audience "
              + tokens.audience().orElse("any"));
    } catch (IOException e) {
      return Finding.failed(
          "tokens", e.getMessage() + " (JWKS_URL: is it right, and can it be reached from here?)");
    }
  }

  private Finding key() throws GeneralSecurityException {
    if (config.edge().isEmpty()) {
      return Finding.ok("signing key", "the store's own credentials: IMAGE_URLS=s3 needs no other");
    }
    CloudFrontKey key = config.edge().get().key();
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.publicKey().getEncoded());
    return Finding.ok(
        "signing key",
        key.keyPairId()
            + ", "
            + key.publicKey().getAlgorithm()
            + ", SHA-256 of the public key "
            + HexFormat.of().formatHex(digest)
            + " ('openssl pkey -pubin -outform DER | sha256sum' says it of CloudFront's)");
  }

  private Finding cache(Lifecycle lifecycle) throws Exception {
    if (config.edge().isEmpty()) {
      return Finding.ok("edge cache", "with IMAGE_URLS=s3 there is none");
    }
    Optional<CloudFrontInvalidation> cache = OpenVault.cache(config, lifecycle);
    if (cache.isEmpty()) {
      return Finding.unchecked(
          "edge cache",
          "CLOUDFRONT_DISTRIBUTION_ID is not set: a copy there is shown until its URLs expire");
    }
    try {
      cache.get().ping(PING_TIMEOUT);
      return Finding.ok("edge cache", "deleted images go from it too");
    } catch (BackEndException e) {
      return Finding.failed("edge cache", String.valueOf(e.getMessage()));
    }
  }

  private Finding variants(boolean migrated, Lifecycle lifecycle) throws Exception {
    Optional<RenderingQueue> queue =
        migrated
            ? Optional.of(OpenVault.open(config, lifecycle, clock).repository().renderings())
            : Optional.empty();
    return new VariantExamination(config, kind).examine(queue);
  }

  /** Returns whether it can be used. */
  private boolean examineDatabase(Consumer<Finding> findings) {
    Database database = new Database(config.database());
    try {
      Database.Server server = database.check();
      findings.accept(
          server.readOnly()
              ? Finding.failed(
                  "database",
                  config.database()
                      + " is read-only, so that nothing can be uploaded or deleted:"
                      + " name the primary in DATABASE_URL, or wait for the failover to end")
              : Finding.ok("database", server + ", at " + config.database()));
    } catch (StartException e) {
      findings.accept(Finding.failed("database", String.valueOf(e.getMessage())));
      findings.accept(Finding.unchecked("migrations", "the database cannot be used"));
      return false;
    }
    try {
      database.checkMigrated();
      findings.accept(Finding.ok("migrations", "none is missing"));
      return true;
    } catch (StartException e) {
      findings.accept(Finding.failed("migrations", String.valueOf(e.getMessage())));
      return false;
    }
  }

  private void examineStore(Lifecycle lifecycle, Consumer<Finding> findings) throws Exception {
    S3Client s3 = lifecycle.start(config.store().connection()::newClient);
    S3ImageStorage storage = new S3ImageStorage(s3, config.store().bucket());
    BucketSettings settings = new BucketSettings(s3, config.store().bucket());
    StoreClock storeClock = new StoreClock(s3, config.store().bucket().name());
    try {
      storage.ping(PING_TIMEOUT);
      findings.accept(Finding.ok("bucket", config.store().toString()));
    } catch (BackEndException e) {
      findings.accept(Finding.failed("bucket", String.valueOf(e.getMessage())));
      findings.accept(storeClock.compare(clock));
      String[] dependent = {
        "public access",
        "versioning",
        "put",
        "read",
        "access control",
        "signed GET",
        "changed GET",
        "unsigned GET",
        "delete"
      };
      for (String check : dependent) {
        findings.accept(Finding.unchecked(check, "the bucket cannot be used"));
      }
      return;
    }
    findings.accept(storeClock.compare(clock));
    findings.accept(settings.publicAccess());
    findings.accept(settings.versioning());
    ProbeObject probe = lifecycle.start(() -> new ProbeObject(storage, clock.instant()));
    Finding put = probe.put();
    findings.accept(put);
    boolean stored = put.status() == Finding.Status.OK;
    findings.accept(stored ? probe.read() : Finding.unchecked("read", "nothing was put"));
    findings.accept(settings.accessControl(stored));
    if (config.edge().isPresent()) {
      new EdgeExamination(config.edge().get(), kind, clock).examine(probe, stored, findings);
    } else {
      new StoreUrlExamination(config, clock).examine(probe, stored, findings);
    }
    findings.accept(probe.delete());
    Optional<S3Connection> forClients = config.store().forClients();
    if (forClients.isPresent()) {
      UploadExamination uploads =
          lifecycle.start(() -> new UploadExamination(config, forClients.get(), storage, clock));
      uploads.examine(findings);
    }
  }
}
