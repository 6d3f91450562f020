package dev.imagevault.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.s3.WireServer.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.s3.S3Client;

/** What a deletion of many objects makes of stores of all kinds, and of a faulty wire. */
@Timeout(60)
class BulkDeleteOverTheWireTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  private WireServer server;
  private S3Client client;

  @AfterEach
  void stop() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void aThousandKeysAreOneRequest() throws IOException {
    S3ImageStorage storage = serve(deleted(""));
    assertThat(storage.deleteAll(keys(2001), LONG)).isEmpty();
    assertThat(server.requests()).hasSize(3);
    assertThat(server.requests().get(0).line()).startsWith("POST /photos?delete");
  }

  /** Every store that speaks S3's protocol knows Content-MD5, and some nothing newer. */
  @Test
  void aRequestCarriesTheOneChecksumThatAllStoresKnow() throws IOException {
    S3ImageStorage storage = serve(deleted(""));
    storage.deleteAll(keys(1), LONG);
    assertThat(server.requests().get(0).headers())
        .containsKey("content-md5")
        .doesNotContainKey("x-amz-checksum-crc32");
  }

  @Test
  void noKeysAreNoRequest() throws IOException {
    assertThat(serve(deleted("")).deleteAll(List.of(), LONG)).isEmpty();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void eachKeyFailsByItself() throws IOException {
    List<ObjectKey> keys = keys(5);
    S3ImageStorage storage =
        serve(
            deleted(
                error(keys.get(0), "AccessDenied")
                    + error(keys.get(1), "InternalError")
                    + error(keys.get(2), "SlowDown")
                    + error(keys.get(3), "NoSuchKey")));
    Map<ObjectKey, BackEndException> failures = storage.deleteAll(keys, LONG);
    assertThat(failures).containsOnlyKeys(keys.get(0), keys.get(1), keys.get(2));
    assertThat(failures.get(keys.get(0)).failure()).isEqualTo(Failure.REFUSED);
    assertThat(failures.get(keys.get(0))).hasMessageContaining("allow s3:DeleteObject");
    assertThat(failures.get(keys.get(1)).failure()).isEqualTo(Failure.UNKNOWN);
    assertThat(failures.get(keys.get(2)).failure()).isEqualTo(Failure.UNAVAILABLE);
  }

  @Test
  void aStoreThatDoesNotKnowSuchRequestsIsAskedForOneAfterTheOtherFromThenOn() throws IOException {
    for (Answer unknown :
        List.of(
            WireServer.error(501, "NotImplemented"),
            WireServer.error(400, "MalformedXML"),
            WireServer.error(405, "MethodNotAllowed"))) {
      S3ImageStorage storage = serve(unknown, WireServer.status(204));
      assertThat(storage.deleteAll(keys(3), LONG)).isEmpty();
      assertThat(storage.deleteAll(keys(2), LONG)).isEmpty();
      assertThat(server.requests())
          .extracting(request -> request.line().substring(0, request.line().indexOf(' ')))
          .containsExactly("POST", "DELETE", "DELETE", "DELETE", "DELETE", "DELETE");
      stop();
    }
  }

  @Test
  void aStoreThatRefusesIsNotAskedAThousandTimes() throws IOException {
    List<ObjectKey> keys = keys(3);
    S3ImageStorage storage = serve(WireServer.error(403, "AccessDenied"));
    assertThat(storage.deleteAll(keys, LONG)).containsOnlyKeys(keys.toArray(ObjectKey[]::new));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aLostAnswerIsAskedForAgain() throws IOException {
    S3ImageStorage storage = serve(WireServer.resetAfter(0), deleted(""));
    assertThat(storage.deleteAll(keys(2), LONG)).isEmpty();
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aStoreThatHangsIsGivenUpForAllKeysTogether() throws IOException {
    List<ObjectKey> keys = keys(1500);
    S3ImageStorage storage = serve(WireServer.hang());
    Map<ObjectKey, BackEndException> failures = storage.deleteAll(keys, SHORT);
    assertThat(failures).containsOnlyKeys(keys.toArray(ObjectKey[]::new));
    assertThat(failures.get(keys.get(0)).failure()).isEqualTo(Failure.UNKNOWN);
    assertThat(failures.get(keys.get(1499)).failure()).isEqualTo(Failure.UNAVAILABLE);
    assertThat(server.requests()).hasSize(1);
  }

  private static List<ObjectKey> keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new ObjectKey("users/1/images/%d-AAAAAAAAAAAAAAAAAAAAAA.png".formatted(i)))
        .toList();
  }

  private static Answer deleted(String errors) {
    return WireServer.answer(
        200, "<DeleteResult>" + errors + "</DeleteResult>", "Content-Type: application/xml");
  }

  private static String error(ObjectKey key, String code) {
    return "<Error><Key>%s</Key><Code>%s</Code><Message>no</Message></Error>".formatted(key, code);
  }

  private S3ImageStorage serve(Answer... answers) throws IOException {
    server = new WireServer(answers);
    client = server.connection().newClient();
    return new S3ImageStorage(client, new S3Bucket("photos"));
  }
}
