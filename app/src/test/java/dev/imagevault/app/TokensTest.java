package dev.imagevault.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tokens that people have, and those that attackers make of them (RFC 8725), over HTTP. */
class TokensTest {

  private static final String PREVIOUS = "fedcba9876543210fedcba9876543210";
  private static final String CLAIMS =
      "{\"sub\":\"7\",\"iss\":\"idp\",\"aud\":\"images\",\"exp\":4102444800}";

  @TempDir private static Path directory;

  private static TokenForge idp;
  private static Foreign provider;
  private static Foreign attacker;
  private static LocalBackEnds backEnds;
  private static RunningService hs256;
  private static RunningService rs256;
  private static RunningService es256;
  private static RunningService jwks;

  @BeforeAll
  static void start() throws Exception {
    idp = new TokenForge();
    provider = Foreign.answering("{\"keys\":[" + idp.rsaJwk() + "," + idp.ecJwk() + "]}");
    attacker = Foreign.answering("{\"keys\":[" + idp.rsaJwk() + "]}");
    backEnds = new LocalBackEnds();
    hs256 = service(Map.of("JWT_SECRET", LocalBackEnds.SECRET, "JWT_SECRET_PREVIOUS", PREVIOUS));
    rs256 = service(Map.of("JWT_PUBLIC_KEY", TokenForge.pem(idp.rsa)));
    es256 = service(Map.of("JWT_PUBLIC_KEY", TokenForge.pem(idp.ec).replace("\n", "\\n")));
    jwks = service(Map.of("JWKS_URL", provider.url()));
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part : new AutoCloseable[] {hs256, rs256, es256, jwks, backEnds}) {
      if (part != null) {
        part.close();
      }
    }
    provider.close();
    attacker.close();
  }

  private static RunningService service(Map<String, String> more) throws Exception {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("JWT_SECRET", "");
    environment.put("JWT_ISSUER", "idp");
    environment.put("JWT_AUDIENCE", "images");
    environment.putAll(more);
    return new RunningService(backEnds, environment);
  }

  private static String mac(String claims) throws Exception {
    return TokenForge.mac("{\"alg\":\"HS256\"}", claims, LocalBackEnds.SECRET.getBytes(UTF_8));
  }

  private static HttpResponse<String> ask(RunningService service, String token) throws Exception {
    return new Http(service.url(), token).send("GET", "/api/profile/images");
  }

  private static void believed(RunningService service, String token) throws Exception {
    HttpResponse<String> answer = ask(service, token);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static void refused(RunningService service, String token) throws Exception {
    HttpResponse<String> answer = ask(service, token);
    assertThat(answer.statusCode()).as(token).isEqualTo(401);
    assertThat(answer.body()).contains("\"code\":\"unauthorized\"");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer ");
  }

  @Test
  void eachSourceBelievesItsOwnTokensAndNoOthers() throws Exception {
    String mac = mac(CLAIMS);
    String r = idp.rs256("{\"alg\":\"RS256\",\"kid\":\"r\"}", CLAIMS);
    String e = idp.es256("{\"alg\":\"ES256\",\"kid\":\"e\"}", CLAIMS);
    believed(hs256, mac);
    refused(hs256, r);
    refused(hs256, e);
    believed(rs256, r);
    refused(rs256, mac);
    refused(rs256, e);
    believed(es256, e);
    refused(es256, mac);
    refused(es256, r);
    believed(jwks, r);
    believed(jwks, e);
    believed(jwks, idp.rs256("{\"alg\":\"RS256\"}", CLAIMS));
    refused(jwks, mac);
    refused(jwks, idp.rs256("{\"alg\":\"RS256\",\"kid\":\"e\"}", CLAIMS));
  }

  @Test
  void thePreviousSecretIsBelievedAndTheCommandSignsWithTheOther() throws Exception {
    believed(hs256, TokenForge.mac("{\"alg\":\"HS256\"}", CLAIMS, PREVIOUS.getBytes(UTF_8)));
    Map<String, String> environment =
        Map.of(
            "JWT_SECRET",
            LocalBackEnds.SECRET,
            "JWT_SECRET_PREVIOUS",
            PREVIOUS,
            "JWT_ISSUER",
            "idp",
            "JWT_AUDIENCE",
            "images");
    try (Child command = Child.start(directory, environment, "token", "--user", "7")) {
      assertThat(command.exitCode()).as(command.err()).isZero();
      String token = command.out().strip();
      believed(hs256, token);
      String[] segments = token.split("\\.");
      String header = new String(Base64.getUrlDecoder().decode(segments[0]), UTF_8);
      String claims = new String(Base64.getUrlDecoder().decode(segments[1]), UTF_8);
      assertThat(TokenForge.mac(header, claims, LocalBackEnds.SECRET.getBytes(UTF_8)))
          .isEqualTo(token);
    }
  }

  @Test
  void whereTokensComeFromElsewhereTheCommandMakesNone() throws Exception {
    for (Map<String, String> elsewhere :
        List.of(
            Map.of("JWKS_URL", provider.url()), Map.of("JWT_PUBLIC_KEY", TokenForge.pem(idp.ec)))) {
      try (Child command = Child.start(directory, elsewhere, "token", "--user", "7")) {
        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.out()).isEmpty();
        assertThat(command.err()).contains(elsewhere.keySet()).contains("private key");
      }
    }
  }

  @Test
  void withoutASignatureNoTokenIsBelieved() throws Exception {
    for (RunningService service : new RunningService[] {hs256, rs256, es256, jwks}) {
      for (String none : new String[] {"none", "None", "NONE", "nOnE", ""}) {
        String header = "{\"alg\":\"" + none + "\"}";
        refused(service, TokenForge.unsigned(header, CLAIMS) + ".");
        refused(service, TokenForge.unsigned(header, CLAIMS));
        refused(service, TokenForge.mac(header, CLAIMS, LocalBackEnds.SECRET.getBytes(UTF_8)));
      }
      for (String alg : new String[] {"HS256", "RS256", "ES256"}) {
        refused(
            service, TokenForge.unsigned("{\"alg\":\"" + alg + "\",\"kid\":\"r\"}", CLAIMS) + ".");
      }
    }
  }

  @Test
  void aPublicKeyIsNobodysSecret() throws Exception {
    for (KeyPair keys : new KeyPair[] {idp.rsa, idp.ec}) {
      byte[][] secrets = {
        TokenForge.pem(keys).getBytes(UTF_8),
        TokenForge.pem(keys).strip().getBytes(UTF_8),
        TokenForge.pem(keys).replace("\n", "\\n").getBytes(UTF_8),
        keys.getPublic().getEncoded(),
        Base64.getEncoder().encode(keys.getPublic().getEncoded())
      };
      for (byte[] secret : secrets) {
        for (RunningService service : new RunningService[] {rs256, es256, jwks}) {
          refused(service, TokenForge.mac("{\"alg\":\"HS256\"}", CLAIMS, secret));
          refused(service, TokenForge.mac("{\"alg\":\"RS256\",\"kid\":\"r\"}", CLAIMS, secret));
          refused(service, TokenForge.mac("{\"alg\":\"HS256\",\"kid\":\"r\"}", CLAIMS, secret));
        }
      }
    }
  }

  @Test
  void aTokenCannotSayWhichKeyItIsVerifiedWith() throws Exception {
    TokenForge forger = new TokenForge();
    String url = attacker.url();
    String certificate = Base64.getEncoder().encodeToString(forger.rsa.getPublic().getEncoded());
    for (String more :
        new String[] {
          "\"kid\":\"r\"",
          "\"jku\":\"" + url + "\"",
          "\"jku\":\"" + url + "\",\"kid\":\"r\"",
          "\"x5u\":\"" + url + "\",\"kid\":\"r\"",
          "\"jwk\":" + forger.rsaJwk(),
          "\"jwk\":" + forger.rsaJwk() + ",\"kid\":\"r\"",
          "\"x5c\":[\"" + certificate + "\"],\"kid\":\"r\"",
          "\"kid\":\"" + url + "\"",
          "\"kid\":\"../../../../dev/null\"",
          "\"kid\":\"/etc/passwd\\u0000\"",
          "\"kid\":\"r' or '1'='1\"",
          "\"kid\":\"r;ls\"",
          "\"kid\":[\"r\"]",
          "\"kid\":{\"r\":1}",
          "\"kid\":null",
          "\"kid\":1",
          "\"kid\":\"" + "k".repeat(4000) + "\""
        }) {
      for (RunningService service : new RunningService[] {rs256, jwks}) {
        refused(service, forger.rs256("{\"alg\":\"RS256\"," + more + "}", CLAIMS));
      }
    }
    assertThat(attacker.asked()).isZero();
    // What a token says of its key does no harm where the key is the right one.
    believed(
        jwks,
        idp.rs256("{\"alg\":\"RS256\",\"kid\":\"r\",\"jku\":\"" + attacker.url() + "\"}", CLAIMS));
    assertThat(attacker.asked()).isZero();
    // Nothing but null and numbers as a key's secret, which some take for empty.
    refused(
        jwks,
        TokenForge.mac("{\"alg\":\"HS256\",\"kid\":\"../../dev/null\"}", CLAIMS, new byte[1]));
  }

  @Test
  void signaturesOfEllipticCurvesAreChecked() throws Exception {
    String text = TokenForge.unsigned("{\"alg\":\"ES256\",\"kid\":\"e\"}", CLAIMS);
    byte[] order = TokenForge.unsigned(((ECPublicKey) idp.ec.getPublic()).getParams().getOrder());
    byte[] orderTwice = Arrays.copyOf(order, 64);
    System.arraycopy(order, 0, orderTwice, 32, 32);
    byte[] good = TokenForge.sign("SHA256withECDSAinP1363Format", idp.ec.getPrivate(), text);
    byte[] longer = Arrays.copyOf(good, 65);
    byte[][] signatures = {
      new byte[64],
      new byte[0],
      new byte[1],
      new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0},
      orderTwice,
      longer,
      Arrays.copyOf(good, 63),
      TokenForge.sign("SHA256withECDSA", idp.ec.getPrivate(), text),
      TokenForge.sign("SHA512withECDSAinP1363Format", idp.ec.getPrivate(), text)
    };
    for (RunningService service : new RunningService[] {es256, jwks}) {
      believed(service, text + "." + TokenForge.base64(good));
      for (byte[] signature : signatures) {
        refused(service, text + "." + TokenForge.base64(signature));
      }
    }
  }

  @Test
  void thereIsOneSpellingOfAToken() throws Exception {
    Map<RunningService, String> tokens =
        Map.of(
            hs256, mac(CLAIMS),
            rs256, idp.rs256("{\"alg\":\"RS256\"}", CLAIMS),
            es256, idp.es256("{\"alg\":\"ES256\"}", CLAIMS),
            jwks, idp.es256("{\"alg\":\"ES256\",\"kid\":\"e\"}", CLAIMS));
    for (RunningService service : tokens.keySet()) {
      String token = tokens.get(service);
      believed(service, token);
      // The last character of each has stray bits; only one spelling has them all at zero.
      String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
      int last = alphabet.indexOf(token.charAt(token.length() - 1));
      refused(service, token.substring(0, token.length() - 1) + alphabet.charAt(last ^ 1));
      refused(service, token + "=");
      refused(service, token + "==");
      refused(service, token + "A");
    }
  }

  @Test
  void extensionsDuplicatesAndOtherAlgorithmsAreRefused() throws Exception {
    refused(rs256, idp.rs256("{\"alg\":\"RS256\",\"crit\":[\"exp\"]}", CLAIMS));
    refused(jwks, idp.rs256("{\"alg\":\"RS256\",\"kid\":\"r\",\"crit\":[]}", CLAIMS));
    refused(jwks, idp.rs256("{\"alg\":\"RS256\",\"b64\":false,\"crit\":[\"b64\"]}", CLAIMS));
    refused(rs256, idp.rs256("{\"alg\":\"RS256\",\"alg\":\"RS256\"}", CLAIMS));
    refused(rs256, idp.rs256("{\"alg\":\"RS256\"}", CLAIMS.replace("{", "{\"sub\":\"8\",")));
    refused(jwks, idp.rs256("{\"alg\":\"RS256\",\"kid\":\"r\",\"kid\":\"r\"}", CLAIMS));
    for (String alg : new String[] {"RS384", "RS512", "PS256", "rs256", "ES256", "ES384"}) {
      refused(rs256, idp.rs256("{\"alg\":\"" + alg + "\"}", CLAIMS));
      refused(jwks, idp.rs256("{\"alg\":\"" + alg + "\",\"kid\":\"r\"}", CLAIMS));
    }
    refused(rs256, idp.rs256("{\"alg\":\"RS256\",\"zip\":\"DEF\",\"enc\":\"A128GCM\"}", "x"));
  }

  @Test
  void timesIssuerAndAudienceAreEnforced() throws Exception {
    String rest = "\"sub\":\"7\",\"iss\":\"idp\",\"aud\":\"images\",";
    for (String times :
        new String[] {
          "\"exp\":\"4102444800\"",
          "\"exp\":null",
          "\"exp\":true",
          "\"exp\":[4102444800]",
          "\"exp\":1",
          "\"exp\":-1",
          "\"exp\":0",
          "\"exp\":1e400",
          "\"exp\":99999999999999999999999999",
          "\"exp\":4102444800,\"nbf\":4102444700",
          "\"exp\":4102444800,\"nbf\":\"0\"",
          "\"exp\":4102444800,\"iat\":4102444700",
          "\"iat\":1"
        }) {
      refused(hs256, mac("{" + rest + times + "}"));
      refused(jwks, idp.rs256("{\"alg\":\"RS256\",\"kid\":\"r\"}", "{" + rest + times + "}"));
    }
    // A date may have a fraction (RFC 7519, section 2).
    believed(hs256, mac("{" + rest + "\"exp\":4102444800.5}"));
    for (String bad : new String[] {"", "\"iss\":\"IDP\",", "\"iss\":[\"idp\"],"}) {
      refused(hs256, mac("{\"sub\":\"7\",\"aud\":\"images\"," + bad + "\"exp\":4102444800}"));
    }
    for (String bad : new String[] {"", "\"aud\":\"image\",", "\"aud\":[],", "\"aud\":{},"}) {
      refused(hs256, mac("{\"sub\":\"7\",\"iss\":\"idp\"," + bad + "\"exp\":4102444800}"));
    }
    believed(hs256, mac(CLAIMS.replace("\"images\"", "[\"other\",\"images\"]")));
  }

  @Test
  void hugeTokensAreRefusedAndDoNoHarm() throws Exception {
    refused(hs256, mac(CLAIMS.replace("{\"sub\"", "{\"x\":" + "[".repeat(1500) + ",\"sub\"")));
    HttpResponse<String> answer =
        ask(hs256, mac(CLAIMS.replace("\"7\"", "\"" + "7".repeat(20_000) + "\"")));
    assertThat(answer.statusCode()).isIn(401, 431);
    believed(hs256, mac(CLAIMS));
  }
}
