package dev.imagevault.app.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.contract.ImageStorageContract;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import dev.imagevault.s3.S3Bucket;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;

class LocalStoreTest extends ImageStorageContract {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  @TempDir private static Path parent;

  private static DataDirectory directory;
  private static LocalStore store;
  private static S3Client client;

  @BeforeAll
  static void start() {
    directory = DataDirectory.open(parent.resolve("data"));
    store = LocalStore.start(directory);
    client = client(store, store.secretAccessKey());
  }

  @AfterAll
  static void stop() {
    client.close();
    store.close();
    directory.close();
  }

  private static S3Client client(LocalStore store, String secret) {
    return new S3Connection(
            Region.US_EAST_1,
            Optional.of(URI.create(store.url())),
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(LocalStore.ACCESS_KEY_ID, secret)))
        .newClient();
  }

  @Override
  protected ImageStorage storage() {
    return new S3ImageStorage(client, new S3Bucket(LocalStore.BUCKET));
  }

  private static ObjectKey key(OwnerId owner) {
    return ObjectKey.create(owner, "png", Instant.EPOCH, new SecureRandom());
  }

  private static ImageBytes bytes(int length) {
    return ImageBytes.of(new byte[length]);
  }

  @Test
  void theLongestUserIdWorksAsAnyOther() throws IOException {
    // 128 code points of four bytes each: a key's segment of 684 characters.
    ObjectKey key = key(new OwnerId("😀".repeat(OwnerId.MAX_CODE_POINTS)));
    storage().put(key, ImageFormat.PNG.mediaType(), bytes(7), TIMEOUT);
    try (StoredObject object = storage().open(key).orElseThrow()) {
      assertThat(object.length()).isEqualTo(7);
    }
    try (Stream<ListedObject> listed = storage().list("users/.8J-Y")) {
      assertThat(listed.map(ListedObject::key)).contains(key.value());
    }
    storage().delete(key, TIMEOUT);
    assertThat(storage().open(key)).isEmpty();
  }

  @Test
  void longKeysAreListedInTheOrderOfKeys() {
    // A minus comes before a slash, a digit after it: so long ids surround the short one.
    String common = "y".repeat(127);
    List<ObjectKey> keys =
        Stream.of(common, common + "-", common + "0", "é".repeat(120))
            .map(OwnerId::new)
            .map(LocalStoreTest::key)
            .sorted()
            .toList();
    for (ObjectKey key : keys) {
      storage().put(key, ImageFormat.PNG.mediaType(), bytes(1), TIMEOUT);
    }
    try (Stream<ListedObject> listed = storage().list("")) {
      assertThat(listed.map(ListedObject::key))
          .containsSubsequence(keys.stream().map(ObjectKey::value).toList());
    }
  }

  @Test
  void theLargestImageFits() throws IOException {
    ObjectKey key = key(new OwnerId("large"));
    storage()
        .put(
            key,
            ImageFormat.PNG.mediaType(),
            bytes((int) VaultPolicy.MAX_FILE_SIZE_LIMIT),
            TIMEOUT);
    try (StoredObject object = storage().open(key).orElseThrow()) {
      assertThat(object.length()).isEqualTo(VaultPolicy.MAX_FILE_SIZE_LIMIT);
    }
    storage().delete(key, TIMEOUT);
  }

  @Test
  void aCannedAclIsTaken() {
    ImageStorage withAcl =
        new S3ImageStorage(
            client, new S3Bucket(LocalStore.BUCKET, Optional.of(ObjectCannedACL.PRIVATE)));
    withAcl.put(key(new OwnerId("acl")), ImageFormat.PNG.mediaType(), bytes(1), TIMEOUT);
  }

  @Test
  void anotherSecretOpensNothing() {
    try (S3Client stranger = client(store, "not the secret")) {
      ImageStorage storage = new S3ImageStorage(stranger, new S3Bucket(LocalStore.BUCKET));
      assertThatThrownBy(() -> storage.open(key(new OwnerId("1"))))
          .isInstanceOfSatisfying(
              BackEndException.class,
              e -> assertThat(e.failure()).isEqualTo(BackEndException.Failure.REFUSED));
    }
  }

  @Test
  void nobodyIsAnsweredWithoutASignature() throws Exception {
    ObjectKey key = key(new OwnerId("private"));
    storage().put(key, ImageFormat.PNG.mediaType(), bytes(3), TIMEOUT);
    String bucket = "/" + LocalStore.BUCKET;
    for (String target :
        List.of("", bucket, bucket + "?list-type=2", bucket + "?acl", bucket + "/" + key)) {
      for (String method : List.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")) {
        assertRefused(method, target);
        assertRefused(method, target, "Authorization", "Bearer x");
        assertRefused(method, target, "Origin", "http://evil.example");
      }
    }
    try (StoredObject object = storage().open(key).orElseThrow()) {
      assertThat(object.length()).isEqualTo(3);
    }
  }

  private static void assertRefused(String method, String target, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(store.url() + target))
            .timeout(TIMEOUT)
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("%s %s", method, target).isGreaterThanOrEqualTo(400);
    assertThat(answer.body()).doesNotContain("private");
  }

  @Test
  void putsAndDeletesOfOneUserDoNotDisturbEachOther() {
    OwnerId owner = new OwnerId("busy");
    List<CompletableFuture<Void>> lives =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int n = 0; n < 40; n++) {
                            ObjectKey key = key(owner);
                            storage().put(key, ImageFormat.PNG.mediaType(), bytes(1), TIMEOUT);
                            storage().delete(key, TIMEOUT);
                          }
                        }))
            .toList();
    lives.forEach(CompletableFuture::join);
  }

  @Test
  void objectsOutliveTheServerAndHalfReceivedOnesDoNot(@TempDir Path elsewhere) throws IOException {
    ObjectKey key = key(new OwnerId("1"));
    try (DataDirectory other = DataDirectory.open(elsewhere.resolve("data"))) {
      try (LocalStore first = LocalStore.start(other);
          S3Client s3 = client(first, first.secretAccessKey())) {
        new S3ImageStorage(s3, new S3Bucket(LocalStore.BUCKET))
            .put(key, ImageFormat.PNG.mediaType(), bytes(5), TIMEOUT);
      }
      Path file = other.path().resolve("s3").resolve(LocalStore.BUCKET).resolve(key.value());
      Files.writeString(
          file.resolveSibling(file.getFileName() + "-0f8fad5b-d9cb-469f-a165-70867728950e"), "ha");
      try (LocalStore second = LocalStore.start(other);
          S3Client s3 = client(second, second.secretAccessKey());
          Stream<ListedObject> listed =
              new S3ImageStorage(s3, new S3Bucket(LocalStore.BUCKET)).list("")) {
        assertThat(listed.map(ListedObject::key)).containsExactly(key.value());
      }
    }
  }
}
