package dev.imagevault.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.contract.UploadSignerContract;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UploadSigner;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, over HTTP, against a server that enforces all that is signed. */
class S3UploadSignerContractTest extends UploadSignerContract {

  private static EmbeddedS3 server;

  @BeforeAll
  static void start() throws Exception {
    server = new EmbeddedS3();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Override
  protected UploadSigner signer() {
    return new S3UploadSigner(
        server.connection(), new S3Bucket(EmbeddedS3.BUCKET), Clock.systemUTC());
  }

  @Override
  protected ImageStorage storage() {
    return new S3ImageStorage(server.client(), new S3Bucket(EmbeddedS3.BUCKET));
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
    int status = put.getResponseCode();
    assertThat(status).as("no fault of the server's").isLessThan(500);
    return status == 200;
  }

  @Override
  protected void waitUntil(Instant time) throws Exception {
    while (Instant.now().isBefore(time)) {
      Thread.sleep(Math.max(1, Duration.between(Instant.now(), time).toMillis()));
    }
  }
}
