package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of identity providers, whose keys are at JWKS_URL, as the program believes them. */
class PublishedKeysProcessTest {

  private static final String ISSUER =
      "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_A";

  @TempDir private static Path directory;

  private static TokenForge idp;
  private static KeyPair ed25519;
  private static Foreign provider;
  private static ServeProcesses processes;
  private static Child serve;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    idp = new TokenForge();
    ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    // The last 32 bytes of its encoding are the key itself (RFC 8410, section 4).
    byte[] encoded = ed25519.getPublic().getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    provider =
        Foreign.answering(
            "{\"keys\":[%s,{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"o\",\"x\":\"%s\"}]}"
                .formatted(idp.rsaJwk(), TokenForge.base64(x)));
    processes = new ServeProcesses(directory);
    Map<String, String> environment = processes.environment();
    // A variable that is empty is one that is not set, whatever .env says.
    environment.put("JWT_SECRET", "");
    environment.put("JWKS_URL", provider.url() + "/jwks.json");
    environment.put("JWT_ISSUER", ISSUER);
    environment.put("JWT_AUDIENCE", "images");
    serve = processes.start(environment);
    url = ServeProcesses.url(serve);
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part : new AutoCloseable[] {serve, processes}) {
      if (part != null) {
        part.close();
      }
    }
    provider.close();
  }

  private static String claims(String more) {
    return "{\"sub\":\"7\",\"iss\":\"" + ISSUER + "\",\"exp\":4102444800," + more + "}";
  }

  private static String cognito(String client) {
    return claims(
        "\"token_use\":\"access\",\"client_id\":\""
            + client
            + "\",\"scope\":\"openid\",\"username\":\"u\",\"auth_time\":1,\"iat\":1,\"version\":2");
  }

  private static HttpResponse<String> ask(String token) throws Exception {
    return new Http(url, token).send("GET", "/api/profile/images");
  }

  private static void believed(String token) throws Exception {
    HttpResponse<String> answer = ask(token);
    assertThat(answer.statusCode()).as(answer.body() + serve.err()).isEqualTo(200);
  }

  private static String signed(String header, String claims, KeyPair keys, String algorithm)
      throws Exception {
    String text = TokenForge.unsigned(header, claims);
    return text + "." + TokenForge.base64(TokenForge.sign(algorithm, keys.getPrivate(), text));
  }

  @Test
  void anAccessTokenOfCognitoIsBelieved() throws Exception {
    believed(idp.rs256("{\"kid\":\"r\",\"alg\":\"RS256\"}", cognito("images")));
  }

  @Test
  void aTokenWithEdDsaIsBelieved() throws Exception {
    believed(
        signed(
            "{\"kid\":\"o\",\"alg\":\"EdDSA\"}", claims("\"aud\":\"images\""), ed25519, "Ed25519"));
  }

  @Test
  void whyATokenIsNotBelievedIsInTheLogAndNotInTheAnswer() throws Exception {
    HttpResponse<String> answer =
        ask(idp.rs256("{\"kid\":\"r\",\"alg\":\"RS256\"}", cognito("others")));
    assertThat(answer.statusCode()).isEqualTo(401);
    String id = answer.headers().firstValue("X-Request-Id").orElseThrow();
    String line =
        await()
            .atMost(Duration.ofMinutes(1))
            .until(
                () ->
                    serve
                        .err()
                        .lines()
                        .filter(l -> l.contains(id) && l.endsWith("}"))
                        .findFirst()
                        .orElse(""),
                l -> !l.isEmpty());
    JsonNode logged = new ObjectMapper().readTree(line);
    assertThat(logged.get("status").asInt()).isEqualTo(401);
    String reason = logged.get("reason").asText();
    assertThat(reason).contains("client_id");
    assertThat(answer.body() + answer.headers().map())
        .doesNotContain(reason)
        .doesNotContain("client_id");
  }
}
