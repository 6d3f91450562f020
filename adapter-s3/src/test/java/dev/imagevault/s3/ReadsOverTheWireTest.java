package dev.imagevault.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import dev.imagevault.s3.WireServer.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.s3.S3Client;

/** What opening, listing, deleting and a ping make of a faulty wire. */
@Timeout(60)
class ReadsOverTheWireTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final ObjectKey KEY =
      new ObjectKey("users/1/images/1700000000000-AAAAAAAAAAAAAAAAAAAAAA.png");

  private WireServer server;
  private S3Client client;

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void anOpenThatHangsIsGivenUp() throws IOException {
    S3ImageStorage storage = serve(SHORT, WireServer.hang());
    assertThat(failure(() -> storage.open(KEY))).isEqualTo(Failure.UNKNOWN);
  }

  @Test
  void whatIsHarmlessIsRepeatedAfterALostAnswer() throws IOException {
    S3ImageStorage storage =
        serve(
            LONG,
            WireServer.resetAfter(0),
            WireServer.status(204),
            WireServer.resetAfter(0),
            WireServer.error(404, "NoSuchKey"));
    storage.delete(KEY, LONG);
    assertThat(storage.open(KEY)).isEmpty();
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void anObjectThatBreaksOffFailsTheRead() throws IOException {
    S3ImageStorage storage = serve(LONG, WireServer.breakOff(100, "only this"));
    try (StoredObject object = storage.open(KEY).orElseThrow()) {
      assertThat(object.length()).isEqualTo(100);
      assertThatThrownBy(() -> object.content().readAllBytes()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anObjectClosedBeforeItsEndIsNotWaitedFor() throws IOException {
    S3ImageStorage storage = serve(LONG, WireServer.stall(100, "only this"));
    StoredObject object = storage.open(KEY).orElseThrow();
    assertThat(object.content().read()).isEqualTo('o');
    object.close();
    object.close();
  }

  @Test
  void anObjectThatChangedOnItsWayFailsTheRead() throws IOException {
    S3ImageStorage storage =
        serve(
            LONG,
            WireServer.answer(
                200, "abd", "x-amz-checksum-sha256: ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="));
    try (StoredObject object = storage.open(KEY).orElseThrow()) {
      assertThatThrownBy(() -> object.content().readAllBytes())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("checksum");
    }
  }

  @Test
  void aForbiddenOpenNamesTheRightThatTurnsAbsenceInto404() throws IOException {
    S3ImageStorage storage = serve(LONG, WireServer.error(403, "AccessDenied"));
    assertThatThrownBy(() -> storage.open(KEY)).hasMessageContaining("s3:ListBucket");
  }

  @Test
  void aDeleteThatHangsIsUnknown() throws IOException {
    S3ImageStorage storage = serve(LONG, WireServer.hang());
    assertThat(failure(() -> storage.delete(KEY, SHORT))).isEqualTo(Failure.UNKNOWN);
  }

  @Test
  void aDeleteThatIsAnsweredNoSuchKeySucceeds() throws IOException {
    S3ImageStorage storage = serve(LONG, WireServer.error(404, "NoSuchKey"));
    storage.delete(KEY, LONG);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aListingAsksForAPageOnlyWhenItIsReached() throws IOException {
    S3ImageStorage storage =
        serve(
            LONG,
            page("a", "<NextContinuationToken>more</NextContinuationToken>"),
            WireServer.error(403, "AccessDenied"));
    try (Stream<ListedObject> listing = storage.list("users/")) {
      Iterator<ListedObject> objects = listing.iterator();
      assertThat(objects.next().key()).isEqualTo("a");
      assertThat(server.requests()).hasSize(1);
      assertThat(failure(objects::next)).isEqualTo(Failure.REFUSED);
    }
    assertThat(server.requests().get(1).line()).contains("continuation-token=more");
  }

  @Test
  void aPingThatHangsIsGivenUp() throws IOException {
    S3ImageStorage storage = serve(LONG, WireServer.hang());
    assertThat(failure(() -> storage.ping(SHORT))).isEqualTo(Failure.UNKNOWN);
  }

  private static Answer page(String key, String more) {
    return WireServer.answer(
        200,
        "<ListBucketResult><EncodingType>url</EncodingType><Contents><Key>"
            + key
            + "</Key><Size>1</Size><LastModified>2024-01-01T00:00:00.000Z</LastModified></Contents>"
            + more
            + "</ListBucketResult>",
        "Content-Type: application/xml");
  }

  private S3ImageStorage serve(Duration readTimeout, Answer... answers) throws IOException {
    server = new WireServer(answers);
    client = server.connection().newClient();
    return new S3ImageStorage(client, new S3Bucket("photos"), readTimeout);
  }

  private static Failure failure(Runnable call) {
    return catchThrowableOfType(BackEndException.class, call::run).failure();
  }
}
