package dev.imagevault.app.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.contract.UploadSignerContract;
import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedPut;
import dev.imagevault.domain.UploadId;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.StoredObject;
import dev.imagevault.port.UploadSigner;
import dev.imagevault.s3.S3Bucket;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import dev.imagevault.s3.S3UploadSigner;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Files that clients send straight to dev's store. */
class LocalStoreUploadsTest extends UploadSignerContract {

  private static final S3Bucket BUCKET = new S3Bucket(LocalStore.BUCKET);

  @TempDir private static Path parent;

  private static DataDirectory directory;
  private static LocalStore store;
  private static S3Connection connection;
  private static S3Client client;

  @BeforeAll
  static void start() {
    directory = DataDirectory.open(parent.resolve("data"));
    store = LocalStore.start(directory);
    connection =
        new S3Connection(
            Region.US_EAST_1,
            Optional.of(URI.create(store.url())),
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(LocalStore.ACCESS_KEY_ID, store.secretAccessKey())));
    client = connection.newClient();
  }

  @AfterAll
  static void stop() {
    client.close();
    store.close();
    directory.close();
  }

  @Override
  protected UploadSigner signer() {
    return new S3UploadSigner(connection, BUCKET, Clock.systemUTC());
  }

  @Override
  protected ImageStorage storage() {
    return new S3ImageStorage(client, BUCKET);
  }

  @Override
  protected boolean send(String url, Map<String, String> headers, byte[] file) throws Exception {
    HttpURLConnection put = (HttpURLConnection) URI.create(url).toURL().openConnection();
    put.setRequestMethod("PUT");
    put.setConnectTimeout(20_000);
    put.setReadTimeout(20_000);
    put.setDoOutput(true);
    put.setFixedLengthStreamingMode(file.length);
    // The server may close a connection on whose body it did not wait.
    put.setRequestProperty("Connection", "close");
    headers.forEach(put::setRequestProperty);
    try (OutputStream body = put.getOutputStream()) {
      body.write(file);
    }
    return put.getResponseCode() == 200;
  }

  @Override
  protected void waitUntil(Instant time) throws Exception {
    while (Instant.now().isBefore(time)) {
      Thread.sleep(Math.max(1, Duration.between(Instant.now(), time).toMillis()));
    }
  }

  @Test
  void theLongestUserIdSendsAsAnyOther() throws Exception {
    ObjectKey key =
        ObjectKey.incoming(
            new OwnerId("😀".repeat(OwnerId.MAX_CODE_POINTS)),
            UploadId.create(Instant.EPOCH, new SecureRandom()));
    AnnouncedFile file = new AnnouncedFile("", 3, Optional.empty());
    SignedPut put = signer().sign(key, file, Duration.ofMinutes(1));
    assertThat(send(put.url(), put.headers(), new byte[3])).isTrue();
    try (StoredObject object = storage().open(key).orElseThrow()) {
      assertThat(object.length()).isEqualTo(3);
    }
  }

  @Test
  void everyPageMaySendWhatIsSigned() throws Exception {
    HttpRequest preflight =
        HttpRequest.newBuilder(URI.create(store.url() + "/" + LocalStore.BUCKET + "/incoming/1/1"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", "http://127.0.0.1:8080")
            .header("Access-Control-Request-Method", "PUT")
            .header(
                "Access-Control-Request-Headers",
                "content-type,if-none-match,x-amz-checksum-sha256")
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(preflight, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isPresent();
    assertThat(answer.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .containsIgnoringCase("if-none-match");
  }
}
