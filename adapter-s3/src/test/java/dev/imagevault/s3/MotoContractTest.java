package dev.imagevault.s3;

import dev.imagevault.contract.ImageStorageContract;
import dev.imagevault.fixture.Moto;
import dev.imagevault.port.ImageStorage;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract against another S3 server, where this machine has one: Python's moto. */
class MotoContractTest extends ImageStorageContract {

  private static Moto moto;
  private static S3Client client;

  @BeforeAll
  @Timeout(60)
  static void start() throws IOException {
    moto = Moto.start();
    client = WireServer.connection(moto.url().getPort()).newClient();
    client.createBucket(
        b -> b.bucket("images").createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
  }

  @AfterAll
  static void stop() {
    if (moto != null) {
      moto.close();
    }
    if (client != null) {
      client.close();
    }
  }

  @Override
  protected ImageStorage storage() {
    return new S3ImageStorage(client, new S3Bucket("images"));
  }
}
