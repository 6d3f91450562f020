package dev.imagevault.s3;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.s3.WireServer.Answer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.services.s3.S3Client;

/** A put to a server that does as it is told. */
abstract class PutFixture {

  static final Duration LONG = Duration.ofSeconds(30);
  static final Duration SHORT = Duration.ofMillis(300);
  static final ObjectKey KEY =
      new ObjectKey("users/1/images/1700000000000-AAAAAAAAAAAAAAAAAAAAAA.png");
  static final ImageBytes BYTES = ImageBytes.of(new byte[8 << 20]);

  WireServer server;

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  void serve(Answer... answers) throws IOException {
    server = new WireServer(answers);
  }

  void put(Duration timeout) {
    try (S3Client client = server.connection().newClient()) {
      storage(client).put(KEY, ImageFormat.PNG.mediaType(), BYTES, timeout);
    }
  }

  BackEndException failedPut(Duration timeout) {
    try (S3Client client = server.connection().newClient()) {
      return failedPut(storage(client), timeout);
    }
  }

  static BackEndException failedPut(S3ImageStorage storage, Duration timeout) {
    return catchThrowableOfType(
        BackEndException.class,
        () -> storage.put(KEY, ImageFormat.PNG.mediaType(), BYTES, timeout));
  }

  static S3ImageStorage storage(S3Client client) {
    return new S3ImageStorage(client, new S3Bucket("photos"));
  }
}
