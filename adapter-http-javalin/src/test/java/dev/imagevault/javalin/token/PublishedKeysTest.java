package dev.imagevault.javalin.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.AuthenticationUnavailableException;
import dev.imagevault.javalin.UnauthorizedException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PublishedKeysTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  /** Keys are fetched again whenever they are used, but for what a fetch takes. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final OwnerId SEVEN = new OwnerId("7");

  private static Issuer rsa;
  private static Issuer ec;
  private static Issuer next;

  private KeySetServer server;

  @BeforeAll
  static void generate() throws Exception {
    rsa = Issuer.rsa("rsa", 2048);
    ec = Issuer.ec("ec", "secp256r1");
    next = Issuer.ec("next", "secp256r1");
  }

  @BeforeEach
  void start() throws Exception {
    server = new KeySetServer();
    server.publish(rsa.jwk(""), ec.jwk(""));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JwtAuthenticator authenticator(Duration longestAge, Duration shortestPause) {
    return new JwtAuthenticator(
        new PublishedKeys(server.url(), longestAge, shortestPause),
        JwtRules.DEFAULT,
        Clock.systemUTC());
  }

  private static void refused(JwtAuthenticator authenticator, String token) {
    assertThatThrownBy(() -> authenticator.owner(token)).isInstanceOf(UnauthorizedException.class);
  }

  private static void cannotTell(JwtAuthenticator authenticator, String token) {
    assertThatThrownBy(() -> authenticator.owner(token))
        .isInstanceOf(AuthenticationUnavailableException.class);
  }

  @Test
  void tokensOfPublishedKeysAreBelieved() {
    JwtAuthenticator authenticator = authenticator(LONG, LONG);
    assertThat(authenticator.owner(rsa.token())).isEqualTo(SEVEN);
    assertThat(authenticator.owner(ec.token())).isEqualTo(SEVEN);
    refused(authenticator, next.token());
    refused(authenticator, next.named("rsa").token());
    refused(authenticator, next.named("ec").token());
    assertThat(server.asked()).isEqualTo(1);
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNamesItAndTheOldOneIsForgotten() {
    JwtAuthenticator authenticator = authenticator(LONG, Duration.ZERO);
    assertThat(authenticator.owner(ec.token())).isEqualTo(SEVEN);
    server.publish(next.jwk(""));
    assertThat(authenticator.owner(next.token())).isEqualTo(SEVEN);
    refused(authenticator, ec.token());
  }

  @Test
  void aKeyThatIsWithdrawnIsForgottenThoughNobodyNamesAnother() {
    JwtAuthenticator authenticator = authenticator(SHORT, Duration.ZERO);
    assertThat(authenticator.owner(ec.token())).isEqualTo(SEVEN);
    server.publish(rsa.jwk(""));
    await()
        .untilAsserted(
            () -> {
              refused(authenticator, ec.token());
              assertThat(authenticator.owner(rsa.token())).isEqualTo(SEVEN);
            });
  }

  @Test
  void aTokenThatComesAgainIsRefusedOnceItsKeyIsWithdrawn() {
    JwtAuthenticator authenticator = authenticator(SHORT, Duration.ZERO);
    String token = ec.token();
    assertThat(authenticator.owner(token)).isEqualTo(SEVEN);
    server.publish(rsa.jwk(""));
    await().untilAsserted(() -> refused(authenticator, token));
  }

  @Test
  void aTokenThatComesAgainIsRefusedOnceAnotherBroughtOtherKeys() {
    JwtAuthenticator authenticator = authenticator(LONG, Duration.ZERO);
    String token = ec.token();
    assertThat(authenticator.owner(token)).isEqualTo(SEVEN);
    server.publish(next.named("ec").jwk(""), next.jwk(""));
    assertThat(authenticator.owner(next.token())).isEqualTo(SEVEN);
    refused(authenticator, token);
  }

  @Test
  void whileNoneArePublishedTheKnownOnesStayGood() {
    JwtAuthenticator authenticator = authenticator(SHORT, Duration.ZERO);
    assertThat(authenticator.owner(ec.token())).isEqualTo(SEVEN);
    String[] bad = {"", "{", "[]", "{}", "{\"keys\":1}", "{\"keys\":[]}", "{\"keys\":[1]}"};
    for (String answer : bad) {
      server.answer(200, answer);
      cannotTell(authenticator, next.token());
      assertThat(authenticator.owner(ec.token())).as(answer).isEqualTo(SEVEN);
    }
    for (int status : new int[] {204, 302, 404, 500}) {
      server.answer(status, "");
      cannotTell(authenticator, next.token());
      assertThat(authenticator.owner(ec.token())).as("%d", status).isEqualTo(SEVEN);
    }
    server.close();
    cannotTell(authenticator, next.token());
    assertThat(authenticator.owner(ec.token())).isEqualTo(SEVEN);
  }

  @Test
  void untilAKeyIsKnownNobodyIsTakenForAStranger() {
    server.answer(500, "");
    JwtAuthenticator authenticator = authenticator(LONG, Duration.ZERO);
    cannotTell(authenticator, ec.token());
    refused(authenticator, ec.token().substring(3));
    server.publish(ec.jwk(""));
    assertThat(authenticator.owner(ec.token())).isEqualTo(SEVEN);
  }

  @Test
  void manyUnknownKeysAreAskedForOnceInAWhile() {
    JwtAuthenticator authenticator =
        new JwtAuthenticator(JwtKeys.jwks(server.url()), JwtRules.DEFAULT, Clock.systemUTC());
    for (int i = 0; i < 50; i++) {
      refused(authenticator, next.named("unknown-" + i).token());
    }
    assertThat(server.asked()).isLessThanOrEqualTo(2);
  }

  @Test
  void manyWhoAskAtOnceMakeOneRequestAndFewOfThemWait() throws Exception {
    CountDownLatch open = server.hold();
    JwtAuthenticator authenticator = authenticator(LONG, LONG);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<Boolean>> answers = new ArrayList<>();
      Callable<Boolean> ask =
          () -> {
            try {
              return authenticator.owner(ec.token()).equals(SEVEN);
            } catch (AuthenticationUnavailableException busy) {
              return false;
            }
          };
      for (int i = 0; i < 64; i++) {
        answers.add(threads.submit(ask));
      }
      await().until(() -> answers.stream().filter(Future::isDone).count() == 32);
      open.countDown();
      List<Boolean> believed = new ArrayList<>();
      for (Future<Boolean> answer : answers) {
        believed.add(answer.get());
      }
      assertThat(Collections.frequency(believed, true)).isEqualTo(32);
      assertThat(server.asked()).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whoseKeyIsKnownDoesNotWaitForTheFetch() {
    JwtAuthenticator authenticator = authenticator(SHORT, Duration.ZERO);
    assertThat(authenticator.owner(ec.token())).isEqualTo(SEVEN);
    CountDownLatch open = server.hold();
    await()
        .until(
            () -> {
              assertThat(authenticator.owner(ec.token())).isEqualTo(SEVEN);
              return server.asked() > 1 && open.getCount() == 1;
            });
    assertThat(authenticator.owner(ec.token())).isEqualTo(SEVEN);
  }

  @Test
  void aKeyIsForTheAlgorithmsOfItsTypeOrForTheOneThatItNames() throws Exception {
    List<Issuer> issuers =
        List.of(
            rsa.named("RS256"),
            Issuer.rsa("RS384", 2048).by("RS384"),
            Issuer.rsa("RS512", 2048).by("RS512"),
            Issuer.rsa("PS256", 2048).by("PS256"),
            ec.named("ES256"),
            Issuer.ec("ES384", "secp384r1"),
            Issuer.edwards("EdDSA", "Ed25519"));
    for (boolean named : new boolean[] {true, false}) {
      server.publish(
          issuers.stream()
              .map(it -> it.jwk(named ? ",\"alg\":\"" + it.algorithm() + "\"" : ""))
              .toArray(String[]::new));
      JwtAuthenticator authenticator = authenticator(LONG, LONG);
      for (Issuer issuer : issuers) {
        assertThat(authenticator.owner(issuer.token())).isEqualTo(SEVEN);
      }
      for (String other : List.of("PS256", "RS384", "RS512")) {
        String token = rsa.named("RS256").by(other).token();
        if (named) {
          refused(authenticator, token);
        } else {
          assertThat(authenticator.owner(token)).isEqualTo(SEVEN);
        }
      }
      refused(authenticator, rsa.named("RS256").by("PS512").token());
      refused(authenticator, rsa.named("ES256").token());
    }
    server.publish(Issuer.edwards("Ed448", "Ed448").jwk(""), ec.jwk(""));
    assertThat(JwtKeys.jwks(server.url()).examine()).startsWith("ES256, keys").endsWith(": 1");
  }

  @Test
  void withoutAnIdTheOnlyKeyOfItsAlgorithmIsMeant() {
    JwtAuthenticator authenticator = authenticator(LONG, Duration.ZERO);
    assertThat(authenticator.owner(rsa.tokenWithoutKeyId())).isEqualTo(SEVEN);
    assertThat(authenticator.owner(ec.tokenWithoutKeyId())).isEqualTo(SEVEN);
    server.publish(ec.jwk(""), next.jwk(""));
    assertThat(authenticator.owner(next.token())).isEqualTo(SEVEN);
    refused(authenticator, ec.tokenWithoutKeyId());
    refused(authenticator, next.tokenWithoutKeyId());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",\"use\":\"enc\"",
        ",\"alg\":\"RS512\"",
        ",\"alg\":\"PS384\"",
        ",\"alg\":\"RSA-OAEP\"",
        ",\"alg\":\"HS256\"",
        ",\"alg\":\"ES256\"",
        ",\"key_ops\":[\"encrypt\"]",
        ",\"kty\":\"oct\",\"k\":\"c2VjcmV0\"",
        ",\"kty\":\"EC\"",
        ",\"kty\":null",
        ",\"kid\":5",
        ",\"alg\":[]",
        ",\"key_ops\":7",
        ",\"x5c\":\"a\"",
        ",\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB\",\"y\":\"AQ\"",
        ",\"n\":\"AQAB\"",
        ",\"n\":5",
        ",\"n\":null"
      })
  void aKeyForSomethingElseIsNotUsedAndDoesNotHideTheOthers(String more) {
    server.publish(rsa.jwk(more), ec.jwk(",\"use\":\"sig\",\"alg\":\"ES256\""));
    JwtAuthenticator authenticator = authenticator(LONG, LONG);
    assertThat(authenticator.owner(ec.token())).isEqualTo(SEVEN);
    refused(authenticator, rsa.token());
  }

  @Test
  void weakKeysAndOtherCurvesAreNotUsed() throws Exception {
    Issuer weak = Issuer.rsa("weak", 1024);
    Issuer other = Issuer.ec("other", "secp521r1");
    server.publish(weak.jwk(""), other.jwk(""), ec.jwk(""));
    JwtAuthenticator authenticator = authenticator(LONG, LONG);
    assertThat(authenticator.owner(ec.token())).isEqualTo(SEVEN);
    refused(authenticator, weak.token());
    server.publish(weak.jwk(""), other.jwk(""));
    assertThatIOException()
        .isThrownBy(() -> new PublishedKeys(server.url()).examine())
        .withMessageContaining("no key for an algorithm");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "302 | <html> | HTTP 302",
        "404 | <html> | HTTP 404",
        "200 | <html> | no JSON",
        "200 | {} | openid-configuration",
        "200 | {\"realm\":\"a\"} | openid-configuration",
        "200 | {\"keys\":[]} | without a key",
        "200 | {\"jwks_uri\":\"https://login.example.com/keys\"} | is https://login.example.com/keys",
        "200 | {\"jwks_uri\":\"http://login.example.com/keys\"} | openid-configuration",
        "200 | {\"a\":\"-----BEGIN CERTIFICATE-----\",\"b\":\"-----BEGIN CERTIFICATE-----\"} | /service_accounts/v1/jwk/securetoken@",
        "200 | {\"keys\":[{\"k\":\"s3cr3t\"}]} | no key for"
      })
  void examiningTellsWhatIsWrongAndShowsNoQuery(int status, String body, String words) {
    server.answer(status, body);
    assertThatIOException()
        .isThrownBy(() -> JwtKeys.jwks(server.url()).examine())
        .withMessageContaining(words)
        .withMessageContaining("/jwks")
        .withMessageNotContaining("s3cr3t");
    assertThat(server.asked()).isEqualTo(1);
  }

  @Test
  void examiningTellsWhichKeysThereAre() throws Exception {
    assertThat(JwtKeys.jwks(server.url()).examine())
        .contains("ES256, PS256, RS256, RS384, RS512", "2", "/jwks")
        .doesNotContain("s3cr3t");
  }

  @Test
  void aDocumentWithoutEndIsNotReadToIt() {
    server.answer(200, " ".repeat(600_000) + "{\"keys\":[" + ec.jwk("") + "]}");
    assertThatIOException()
        .isThrownBy(() -> JwtKeys.jwks(server.url()).examine())
        .withMessageContaining("more than");
  }

  @Test
  void whoDoesNotAnswerIsNotWaitedForForLong() {
    server.hold();
    assertThatIOException()
        .isThrownBy(() -> JwtKeys.jwks(server.url()).examine())
        .withMessageContaining("in time");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://login.example.com/jwks",
        "http://127.0.0.1.example.com/jwks",
        "ftp://127.0.0.1/jwks",
        "file:///etc/jwks.json",
        "https://user:s3cr3t@login.example.com/jwks",
        "https:/jwks",
        "jwks"
      })
  void keysAreFetchedSafelyOrNotAtAll(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JwtKeys.jwks(URI.create(url)))
        .withMessageContaining("https")
        .withMessageNotContaining("s3cr3t");
  }
}
