package dev.imagevault.app.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import dev.imagevault.cloudfront.DistributionUrl;
import dev.imagevault.cloudfront.SignatureHash;
import dev.imagevault.cloudfront.SignedUrlVerifier;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.memory.InMemoryImageStorage;
import io.javalin.Javalin;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalEdgeTest {

  private static final CloudFrontKey KEY =
      CloudFrontKey.parse("KTRUSTED", CloudFrontKey.generatePem());
  private static final CloudFrontKey FOREIGN =
      CloudFrontKey.parse("KTRUSTED", CloudFrontKey.generatePem());
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] BYTES = "0123456789".getBytes(StandardCharsets.US_ASCII);

  /** The name that URLs are signed for; the server is reached by another. */
  private static final DistributionUrl DISTRIBUTION =
      DistributionUrl.parse("http://localhost:1/cdn");

  private final HttpClient client = HttpClient.newHttpClient();
  private final InMemoryImageStorage storage =
      new InMemoryImageStorage(Clock.fixed(NOW, ZoneOffset.UTC));
  private final ObjectKey object =
      ObjectKey.create(new OwnerId("1"), "png", NOW, new SecureRandom());
  private Javalin server;

  @BeforeEach
  void start() {
    storage.put(object, ImageFormat.PNG.mediaType(), ImageBytes.of(BYTES), Duration.ofSeconds(1));
    LocalEdge edge =
        new LocalEdge(
            DISTRIBUTION,
            new SignedUrlVerifier(KEY.keyPairId(), KEY.publicKey()),
            Clock.fixed(NOW, ZoneOffset.UTC));
    server = Javalin.create(config -> edge.mount(config.routes, storage)).start("127.0.0.1", 0);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private static String sign(ObjectKey key, CloudFrontKey with, Instant expires) {
    return new CloudFrontUrlSigner(DISTRIBUTION, with, SignatureHash.SHA1).sign(key, expires).url();
  }

  private String good() {
    return sign(object, KEY, NOW.plusSeconds(60));
  }

  private HttpResponse<byte[]> get(String url, String... headers) throws Exception {
    return send("GET", url, headers);
  }

  private HttpResponse<byte[]> send(String method, String url, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(url.replace("localhost:1/", "127.0.0.1:" + server.port() + "/")))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("(none)");
  }

  private static void assertRefused(HttpResponse<byte[]> response, String code) {
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(header(response, "Content-Type")).startsWith("text/xml");
    assertThat(header(response, "X-Cache")).isEqualTo("Error from cloudfront");
    assertThat(new String(response.body(), StandardCharsets.UTF_8))
        .contains("<Error><Code>" + code + "</Code><Message>");
  }

  @Test
  void aGoodUrlShowsTheObject() throws Exception {
    HttpResponse<byte[]> response = get(good());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(BYTES);
    assertThat(header(response, "Content-Type")).isEqualTo("image/png");
    assertThat(header(response, "Content-Length")).isEqualTo("10");
    assertThat(header(response, "Cache-Control")).isEqualTo("max-age=31536000, immutable");
    assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(header(response, "ETag")).startsWith("\"").endsWith("\"");
  }

  @Test
  void headAnswersAsGetWithoutTheBody() throws Exception {
    HttpResponse<byte[]> response = send("HEAD", good());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Length")).isEqualTo("10");
    assertThat(header(response, "ETag")).isEqualTo(header(get(good()), "ETag"));
    assertThat(response.body()).isEmpty();
    assertThat(send("HEAD", good() + "x").statusCode()).isEqualTo(403);
  }

  @Test
  void anUnsignedUrlIsRefused() throws Exception {
    assertRefused(get(DISTRIBUTION.urlOf(object)), "MissingKey");
  }

  @Test
  void anExpiredUrlIsRefusedFromItsSecondOn() throws Exception {
    assertRefused(get(sign(object, KEY, NOW)), "AccessDenied");
    assertThat(get(sign(object, KEY, NOW.plusSeconds(1))).statusCode()).isEqualTo(200);
  }

  @Test
  void theSignatureOfAnotherKeyIsRefused() throws Exception {
    assertRefused(get(sign(object, FOREIGN, NOW.plusSeconds(60))), "AccessDenied");
    assertRefused(get(good().replace("KTRUSTED", "KUNKNOWN")), "InvalidKey");
  }

  @Test
  void theUrlOfOneObjectDoesNotShowAnother() throws Exception {
    ObjectKey other = ObjectKey.create(new OwnerId("2"), "png", NOW, new SecureRandom());
    storage.put(other, ImageFormat.PNG.mediaType(), ImageBytes.of(BYTES), Duration.ofSeconds(1));
    assertRefused(get(good().replace(object.value(), other.value())), "AccessDenied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Policy", "Signature"})
  void noCharacterOfPolicyOrSignatureCanBeChanged(String parameter) throws Exception {
    String url = good();
    int from = url.indexOf(parameter + "=") + parameter.length() + 1;
    for (int i = from; i < from + 40; i++) {
      char changed = url.charAt(i) == 'A' ? 'B' : 'A';
      String tampered = url.substring(0, i) + changed + url.substring(i + 1);
      assertThat(get(tampered).statusCode()).as(tampered).isEqualTo(403);
    }
  }

  @Test
  void nothingCanBeAddedToTheUrl() throws Exception {
    assertThat(get(good() + "&more=1").statusCode()).isEqualTo(403);
    assertThat(get(good().replace("?", "?more=1&")).statusCode()).isEqualTo(403);
  }

  @Test
  void anObjectThatIsGoneIsNotFound() throws Exception {
    storage.delete(object, Duration.ofSeconds(1));
    HttpResponse<byte[]> response = get(good());
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("NoSuchKey");
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=2-4, 2, 5",
    "bytes=7-, 7, 10",
    "bytes=7-99, 7, 10",
    "bytes=-3, 7, 10"
  })
  void aRangeIsPartOfTheObject(String range, int from, int to) throws Exception {
    HttpResponse<byte[]> response = get(good(), "Range", range);
    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(response.body()).isEqualTo(Arrays.copyOfRange(BYTES, from, to));
    assertThat(header(response, "Content-Range"))
        .isEqualTo("bytes " + from + "-" + (to - 1) + "/10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=4-2", "bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=a-b"})
  void whatIsNoSingleRangeIsAnsweredWithTheWhole(String range) throws Exception {
    HttpResponse<byte[]> response = get(good(), "Range", range);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(BYTES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-12", "bytes=-0"})
  void aRangeBeyondTheObjectIsRefused(String range) throws Exception {
    HttpResponse<byte[]> response = get(good(), "Range", range);
    assertThat(response.statusCode()).isEqualTo(416);
    assertThat(header(response, "Content-Range")).isEqualTo("bytes */10");
  }

  @Test
  void whoHasTheObjectIsToldThatItIsTheSame() throws Exception {
    String etag = header(get(good()), "ETag");
    for (String value : new String[] {etag, "W/" + etag, "\"other\", " + etag, "*"}) {
      HttpResponse<byte[]> response = get(good(), "If-None-Match", value);
      assertThat(response.statusCode()).as(value).isEqualTo(304);
      assertThat(response.body()).isEmpty();
      assertThat(header(response, "ETag")).isEqualTo(etag);
    }
    assertThat(get(good(), "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
  }

  @Test
  void aRangeOfAnotherObjectIsAnsweredWithTheWhole() throws Exception {
    String etag = header(get(good()), "ETag");
    assertThat(get(good(), "Range", "bytes=1-2", "If-Range", etag).statusCode()).isEqualTo(206);
    assertThat(get(good(), "Range", "bytes=1-2", "If-Range", "\"other\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void otherMethodsAreRefused() throws Exception {
    assertRefused(send("POST", good()), "AccessDenied");
    assertRefused(send("DELETE", good()), "AccessDenied");
  }

  @Test
  void pagesOfOtherOriginsMayAsk() throws Exception {
    HttpResponse<byte[]> response = send("OPTIONS", good());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Access-Control-Allow-Methods")).contains("GET");
  }
}
