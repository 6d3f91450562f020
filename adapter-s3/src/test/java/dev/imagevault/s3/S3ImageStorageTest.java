package dev.imagevault.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.port.ListedObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;

/** What S3 in particular promises, against a server that verifies signatures and checksums. */
class S3ImageStorageTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private static EmbeddedS3 server;

  @BeforeAll
  static void start() throws Exception {
    server = new EmbeddedS3();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private final S3ImageStorage storage =
      new S3ImageStorage(server.client(), new S3Bucket(EmbeddedS3.BUCKET));

  @Test
  void anObjectCarriesItsTypeItsCacheControlAndItsChecksum() {
    ObjectKey key = newKey();
    ImageBytes bytes = ImageBytes.of(new byte[] {1, 2, 3});
    storage.put(key, ImageFormat.PNG.mediaType(), bytes, TIMEOUT);

    var head =
        server
            .client()
            .headObject(
                h ->
                    h.bucket(EmbeddedS3.BUCKET)
                        .key(key.value())
                        .checksumMode(ChecksumMode.ENABLED));
    assertThat(head.contentType()).isEqualTo("image/png");
    assertThat(head.cacheControl()).isEqualTo("max-age=31536000, immutable");
    assertThat(head.contentLength()).isEqualTo(3);
    assertThat(head.checksumSHA256()).isEqualTo("A5BYxvLAy0ksUzsKTRTvd8wPeKvMztUofYShogEc+4E=");
  }

  @Test
  void aListingShowsKeysOfAnyShapeAsTheyAre() {
    List<String> keys = List.of("odd/a b+c%20&d=e", "odd/ä/ß", "odd/\u0001x");
    keys.forEach(S3ImageStorageTest::putForeign);
    try (Stream<ListedObject> listed = storage.list("odd/")) {
      assertThat(listed.map(ListedObject::key)).containsExactlyInAnyOrderElementsOf(keys);
    }
  }

  @Test
  void pingOfAUsableBucketSucceeds() {
    storage.ping(TIMEOUT);
  }

  @Test
  void aMissingBucketIsNamedWithItsRemedy() {
    S3ImageStorage lost = new S3ImageStorage(server.client(), new S3Bucket("no-such-bucket"));
    ObjectKey key = newKey();
    List<Runnable> calls =
        List.of(
            () -> lost.put(key, ImageFormat.PNG.mediaType(), ImageBytes.of(new byte[1]), TIMEOUT),
            () -> lost.open(key),
            () -> lost.delete(key, TIMEOUT),
            () -> lost.list("").close(),
            () -> lost.ping(TIMEOUT));
    for (Runnable call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOfSatisfying(
              BackEndException.class, e -> assertThat(e.failure()).isEqualTo(Failure.REFUSED))
          .hasMessageContaining("no-such-bucket")
          .hasMessageContaining("create the bucket");
    }
  }

  @Test
  void aWrongSecretKeyIsRefusedAndNotShown() {
    try (S3Client client = server.connection("wrong-secret-key").newClient()) {
      S3ImageStorage stranger = new S3ImageStorage(client, new S3Bucket(EmbeddedS3.BUCKET));
      assertThatThrownBy(() -> stranger.ping(TIMEOUT))
          .isInstanceOfSatisfying(
              BackEndException.class, e -> assertThat(e.failure()).isEqualTo(Failure.REFUSED))
          .hasMessageContaining("check the access key id")
          .hasMessageNotContaining("secret-key");
    }
  }

  private static void putForeign(String key) {
    server
        .client()
        .putObject(p -> p.bucket(EmbeddedS3.BUCKET).key(key), RequestBody.fromString("x"));
  }

  private static ObjectKey newKey() {
    return ObjectKey.create(new OwnerId("1"), "png", Instant.EPOCH, new SecureRandom());
  }
}
