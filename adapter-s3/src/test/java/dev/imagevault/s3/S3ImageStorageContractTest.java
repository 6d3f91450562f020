package dev.imagevault.s3;

import dev.imagevault.contract.ImageStorageContract;
import dev.imagevault.port.ImageStorage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, over HTTP, against a server that verifies signatures and checksums. */
class S3ImageStorageContractTest extends ImageStorageContract {

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
  protected ImageStorage storage() {
    return new S3ImageStorage(server.client(), new S3Bucket(EmbeddedS3.BUCKET));
  }
}
