package dev.imagevault.app.config;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedPut;
import dev.imagevault.domain.UploadId;
import dev.imagevault.s3.S3Bucket;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3UploadSigner;
import dev.imagevault.s3.S3UrlSigner;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;

/**
 * Where objects are stored.
 *
 * @param connection where S3 is, and as whom it is asked
 * @param bucket that holds the images
 * @param atClients the same S3, where clients reach it
 * @param directUploads whether clients may send files straight to it
 */
public record StoreConfig(
    S3Connection connection, S3Bucket bucket, S3Connection atClients, boolean directUploads) {

  private static final Map<String, Optional<ObjectCannedACL>> ACLS =
      Map.of(
          "private", Optional.of(ObjectCannedACL.PRIVATE),
          "bucket-owner-full-control", Optional.of(ObjectCannedACL.BUCKET_OWNER_FULL_CONTROL),
          "none", Optional.empty());

  /** Returns what the environment says; every problem is the reader's. */
  static Optional<StoreConfig> read(ConfigReader reader) {
    Optional<Region> region = reader.required(Variable.AWS_REGION, StoreConfig::region);
    Optional<URI> endpoint = reader.optional(Variable.AWS_ENDPOINT_URL_S3, StoreConfig::endpoint);
    Optional<ObjectCannedACL> acl =
        reader.optional(Variable.S3_ACL, StoreConfig::acl).flatMap(found -> found);
    boolean puts = checksums(reader, Variable.AWS_REQUEST_CHECKSUM_CALCULATION, true);
    // A store that refuses the header of puts need not know the one of reads.
    boolean reads = checksums(reader, Variable.AWS_RESPONSE_CHECKSUM_VALIDATION, puts);
    Optional<S3Bucket> bucket =
        reader.required(
            Variable.AWS_S3_BUCKET,
            name ->
                new S3Bucket(
                    name,
                    acl,
                    puts
                        ? RequestChecksumCalculation.WHEN_SUPPORTED
                        : RequestChecksumCalculation.WHEN_REQUIRED,
                    reads
                        ? ResponseChecksumValidation.WHEN_SUPPORTED
                        : ResponseChecksumValidation.WHEN_REQUIRED));
    Optional<AwsCredentialsProvider> credentials = credentials(reader, region);
    boolean direct = reader.either(Variable.DIRECT_UPLOADS, false, "on", "off");
    Optional<URI> atClients =
        reader.optional(Variable.DIRECT_UPLOAD_ENDPOINT, StoreConfig::endpoint).or(() -> endpoint);
    if (region.isEmpty() || bucket.isEmpty() || credentials.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new StoreConfig(
            new S3Connection(region.get(), endpoint, credentials.get()),
            bucket.get(),
            new S3Connection(region.get(), atClients, credentials.get()),
            direct));
  }

  /** Returns where clients send files straight to S3; empty if they may not. */
  public Optional<S3Connection> forClients() {
    return directUploads ? Optional.of(atClients) : Optional.empty();
  }

  /**
   * Returns what presigns the store's own URLs of images.
   *
   * @param timeToLive of the vault's policy
   */
  public S3UrlSigner urls(Duration timeToLive) {
    return new S3UrlSigner(atClients, bucket, timeToLive);
  }

  /**
   * Returns a URL of the host that clients send files to, empty if they may not: of AWS's own, the
   * SDK alone knows which that is.
   */
  public Optional<URI> originForClients() {
    return forClients()
        .map(
            store -> {
              AwsCredentialsProvider nobody =
                  StaticCredentialsProvider.create(AwsBasicCredentials.create("-", "-"));
              S3Connection unsigned = new S3Connection(store.region(), store.endpoint(), nobody);
              ObjectKey key =
                  ObjectKey.incoming(
                      new OwnerId("-"),
                      UploadId.create(Instant.EPOCH, RandomGenerator.getDefault()));
              SignedPut put =
                  new S3UploadSigner(unsigned, bucket, Clock.systemUTC())
                      .sign(key, new AnnouncedFile("", 1, Optional.empty()), Duration.ofSeconds(1));
              return URI.create(put.url());
            });
  }

  /**
   * Returns where objects are imported from: the store that the environment names, and its
   * credentials, whatever bucket it names.
   *
   * @throws ConfigException naming every problem there is
   */
  public static S3Connection source(Environment environment) {
    ConfigReader reader = new ConfigReader(environment);
    Optional<Region> region = reader.required(Variable.AWS_REGION, StoreConfig::region);
    Optional<URI> endpoint = reader.optional(Variable.AWS_ENDPOINT_URL_S3, StoreConfig::endpoint);
    Optional<AwsCredentialsProvider> credentials = credentials(reader, region);
    reader.finish();
    return new S3Connection(region.orElseThrow(), endpoint, credentials.orElseThrow());
  }

  /** Returns whether checksums are sent, or asked for, where that is not required. */
  private static boolean checksums(ConfigReader reader, Variable variable, boolean fallback) {
    return reader.either(variable, fallback, "when_supported", "when_required");
  }

  private static Region region(String text) {
    if (!text.matches("[a-z0-9-]{1,64}")) {
      throw new IllegalArgumentException("is no region, such as eu-central-1");
    }
    return Region.of(text);
  }

  /** Returns an absolute URL of http or https. */
  public static URI endpoint(String text) {
    try {
      URI url = URI.create(text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      if (http && url.getHost() != null && url.getRawUserInfo() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Its message repeats the text; the one below does not.
    }
    throw new IllegalArgumentException("is no URL, such as http://localhost:9000");
  }

  private static Optional<ObjectCannedACL> acl(String text) {
    Optional<ObjectCannedACL> acl = ACLS.get(text);
    if (acl == null) {
      throw new IllegalArgumentException(
          "is neither private nor bucket-owner-full-control nor none");
    }
    return acl;
  }

  private static Optional<AwsCredentialsProvider> credentials(
      ConfigReader reader, Optional<Region> region) {
    Optional<String> id = reader.text(Variable.AWS_ACCESS_KEY_ID);
    Optional<String> secret = reader.text(Variable.AWS_SECRET_ACCESS_KEY);
    Optional<String> token = reader.text(Variable.AWS_SESSION_TOKEN);
    if (id.isPresent() && secret.isPresent()) {
      return Optional.of(
          StaticCredentialsProvider.create(
              token.isPresent()
                  ? AwsSessionCredentials.create(id.get(), secret.get(), token.get())
                  : AwsBasicCredentials.create(id.get(), secret.get())));
    }
    boolean hasId = reader.has(Variable.AWS_ACCESS_KEY_ID);
    boolean hasSecret = reader.has(Variable.AWS_SECRET_ACCESS_KEY);
    if (hasId || hasSecret || reader.has(Variable.AWS_SESSION_TOKEN)) {
      if (!hasId || !hasSecret) {
        Variable missing = hasId ? Variable.AWS_SECRET_ACCESS_KEY : Variable.AWS_ACCESS_KEY_ID;
        reader.problem(missing, "is not set, though other credentials are: set both or none");
      }
      return Optional.empty();
    }
    return region.map(DefaultCredentials::in);
  }

  /** Returns the bucket and where it is. */
  @Override
  public String toString() {
    return "bucket "
        + bucket.name()
        + " at "
        + connection.endpoint().map(URI::toString).orElse("AWS " + connection.region());
  }
}
