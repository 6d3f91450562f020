package dev.imagevault.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.imagevault.Completion;
import dev.imagevault.ImageVault;
import dev.imagevault.RenderReport;
import dev.imagevault.Upload;
import dev.imagevault.cloudfront.CloudFrontConnection;
import dev.imagevault.cloudfront.CloudFrontInvalidation;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import dev.imagevault.cloudfront.Denial;
import dev.imagevault.cloudfront.DistributionUrl;
import dev.imagevault.cloudfront.SignatureHash;
import dev.imagevault.cloudfront.SignedUrlVerifier;
import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.PreparedUpload;
import dev.imagevault.domain.ShownVariant;
import dev.imagevault.domain.SignedPut;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.domain.UploadId;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.javalin.ImageApi;
import dev.imagevault.javalin.ImageApiOptions;
import dev.imagevault.javalin.ImageServer;
import dev.imagevault.javalin.ImageServerOptions;
import dev.imagevault.javalin.OwnerResolver;
import dev.imagevault.javalin.token.JwtAuthenticator;
import dev.imagevault.javalin.token.JwtKeys;
import dev.imagevault.javalin.token.JwtRules;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.jdbi.Schema;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UploadSigner;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.render.Isolation;
import dev.imagevault.render.VipsEngine;
import dev.imagevault.s3.S3Bucket;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import dev.imagevault.s3.S3UploadSigner;
import dev.imagevault.s3.S3UrlSigner;
import io.javalin.Javalin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What the adapters' READMEs show to copy, word for word: it compiles. */
@SuppressWarnings("unused")
final class AdapterSnippets {

  private AdapterSnippets() {}

  static void s3(ObjectKey key, ImageBytes bytes) {
    S3Connection connection =
        new S3Connection(
            Region.EU_CENTRAL_1,
            Optional.empty(), // or Optional.of(URI.create("http://localhost:9000"))
            DefaultCredentialsProvider.builder().build());
    try (S3Client client = connection.newClient()) {
      ImageStorage storage = new S3ImageStorage(client, new S3Bucket("my-images"));
      storage.put(key, ImageFormat.JPEG.mediaType(), bytes, Duration.ofSeconds(20));
    }
  }

  static void cloudFront(Image image, DistributionUrl distribution) throws IOException {
    CloudFrontKey key = CloudFrontKey.parse("K2JCJMDEHXQW5F", Files.readString(Path.of("key.pem")));
    UrlSigner signer =
        new CloudFrontUrlSigner(
            DistributionUrl.parse("d111111abcdef8.cloudfront.net"), key, SignatureHash.SHA1);

    Instant inAnHour = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    String url = signer.sign(image.original().key(), inAnHour).url();

    SignedUrlVerifier verifier = new SignedUrlVerifier(key.keyPairId(), key.publicKey());
    Optional<Denial> denial = verifier.denial(url, Instant.now()); // empty: serve it

    CloudFrontClient client =
        new CloudFrontConnection(Optional.empty(), DefaultCredentialsProvider.create()).newClient();
    EdgeInvalidation edge = new CloudFrontInvalidation(client, "EDFDVBD6EXAMPLE", distribution);
    edge.invalidate(Set.of(image.original().key()), Duration.ofSeconds(10));
  }

  static void jdbi(ImageStorage storage, UrlSigner signer) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(
        "jdbc:postgresql://localhost/photos?user=photos&connectTimeout=2&socketTimeout=5");
    config.setConnectionTimeout(2_000);
    HikariDataSource pool = new HikariDataSource(config);

    new Schema(pool).migrate();
    ImageRepository repository = new JdbiImageRepository(pool);

    ImageVault vault =
        ImageVault.builder().storage(storage).urls(signer).records(repository).build();

    Schema.named("imagevault", pool).migrate();
    ImageRepository apart = new JdbiImageRepository(pool).inSchema("imagevault");

    ImageRepository following =
        new JdbiImageRepository(pool, () -> pool.getHikariPoolMXBean().softEvictConnections());
  }

  static void variants(
      DataSource dataSource,
      ImageStorage storage,
      UrlSigner signer,
      OwnerId owner,
      ImageId id,
      ImagePage page) {
    JdbiImageRepository records = new JdbiImageRepository(dataSource);
    ImageVault vault =
        ImageVault.builder()
            .storage(storage)
            .urls(signer)
            .records(records)
            .variants(records.variants(), records.renderings())
            .renderer(VipsEngine.find(Isolation.SANDBOX, VipsEngine.DEFAULT_MEMORY))
            .policy(VaultPolicy.DEFAULT.withVariants(List.of(VariantSpec.parse("thumb:400"))))
            .build();
    vault.nameVariants(); // at start
    RenderReport report = vault.render(); // about once a second, on a thread of its own
    Map<ImageId, List<ShownVariant>> shown = vault.variants(owner, page.images());
    String url = vault.sign(vault.variant(owner, id, new VariantName("thumb"))).url();
  }

  static void directUploads(
      DataSource dataSource,
      ImageStorage storage,
      UrlSigner signer,
      UploadSigner uploads,
      OwnerId owner,
      long size) {
    JdbiImageRepository records = new JdbiImageRepository(dataSource);
    ImageVault vault =
        ImageVault.builder()
            .storage(storage)
            .urls(signer)
            .records(records)
            .uploadRecords(records.uploads())
            .uploadUrls(uploads) // such as S3UploadSigner
            .build();

    AnnouncedFile file = new AnnouncedFile("cat.heic", size, Optional.empty());
    PreparedUpload prepared = vault.prepare(owner, file);
    // The client sends PUT prepared.request().url() with its headers, then asks you to complete it.
    Image image = vault.complete(owner, Completion.of(prepared.id()));
  }

  static void hostTransaction(
      ImageVault vault, OwnerId owner, byte[] picture, Runnable transaction) {
    Image image = vault.upload(owner, Upload.of(picture));
    try {
      transaction.run();
    } catch (RuntimeException e) {
      vault.withdraw(image); // nobody sees it any more, and sweeps remove its object
      throw e;
    }
  }

  static void s3Urls(S3Connection connection, VaultPolicy policy) {
    UrlSigner urls = new S3UrlSigner(connection, new S3Bucket("my-images"), policy.signedUrlTtl());
  }

  static void s3Uploads(S3Connection connection, OwnerId owner, UploadId id, AnnouncedFile file) {
    UploadSigner uploads =
        new S3UploadSigner(connection, new S3Bucket("my-images"), Clock.systemUTC());
    SignedPut put = uploads.sign(ObjectKey.incoming(owner, id), file, Duration.ofMinutes(15));
  }

  static void javalin(ImageVault vault, String secret) throws IOException {
    ImageApi api =
        new ImageApi(
            vault, // a dev.imagevault.ImageVault
            context -> new OwnerId(context.sessionAttribute("user")),
            ImageApiOptions.DEFAULT,
            Clock.systemUTC());

    Javalin app =
        Javalin.create(
            config -> {
              config.routes.get("/hello", context -> context.result("hello"));
              api.mount(config.routes, "/media");
            });

    OwnerResolver owners =
        new JwtAuthenticator(JwtKeys.hs256(secret), JwtRules.DEFAULT, Clock.systemUTC());

    ImageServer server =
        new ImageServer(
            new ImageServerOptions("0.0.0.0", 8080, Duration.ofSeconds(20)),
            api,
            routes -> routes.get("/health/live", context -> context.result("up")));
    server.start();
  }

  record ImageView(
      String id,
      String name,
      String type,
      int width,
      int height,
      String url,
      Instant urlExpiresAt) {

    static ImageView of(Image image, SignedUrl url) {
      ImageObject original = image.original();
      return new ImageView(
          image.id().toString(),
          image.originalName().toString(),
          original.mediaType().toString(),
          original.width(),
          original.height(),
          url.url(),
          url.expiresAt());
    }
  }
}
