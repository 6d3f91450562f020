package dev.imagevault.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imagevault.contract.ImageStorageContract;
import dev.imagevault.port.ImageStorage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract against another S3 server, where this machine has one: Python's moto. */
class MotoContractTest extends ImageStorageContract {

  private static final Pattern LISTENING = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");

  private static Process moto;
  private static S3Client client;

  @BeforeAll
  @Timeout(60)
  static void start() throws IOException {
    try {
      moto =
          new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", "0")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "moto_server is not on this machine");
    }
    client = WireServer.connection(port()).newClient();
    client.createBucket(
        b -> b.bucket("images").createBucketConfiguration(c -> c.locationConstraint("eu-west-1")));
  }

  @AfterAll
  static void stop() {
    if (moto != null) {
      moto.descendants().forEach(ProcessHandle::destroyForcibly);
      moto.destroyForcibly();
    }
    if (client != null) {
      client.close();
    }
  }

  @Override
  protected ImageStorage storage() {
    return new S3ImageStorage(client, new S3Bucket("images"));
  }

  private static int port() throws IOException {
    BufferedReader output = moto.inputReader(StandardCharsets.UTF_8);
    String line = output.readLine();
    while (line != null) {
      Matcher matcher = LISTENING.matcher(line);
      if (matcher.find()) {
        // Its log of requests must not fill the pipe.
        Thread drain = new Thread(() -> output.lines().forEach(ignored -> {}));
        drain.setDaemon(true);
        drain.start();
        return Integer.parseInt(matcher.group(1));
      }
      line = output.readLine();
    }
    assertThat(moto.isAlive()).as("moto_server says where it listens").isTrue();
    throw new IOException("moto_server said nothing");
  }
}
