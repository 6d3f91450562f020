package dev.imagevault.javalin.token;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A JWK Set (RFC 7517) as it was published.
 *
 * @param usable the keys for signatures of tokens; perhaps none
 */
record KeySet(JWKSet published, List<VerificationKey> usable) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Google's maps of certificates, and where the same keys are a JWK Set. */
  private static final Map<String, String> JWK_SETS_OF_CERTIFICATES =
      Map.of(
          "/robot/v1/metadata/x509/", "/service_accounts/v1/jwk/",
          "/oauth2/v1/certs", "/oauth2/v3/certs");

  private static final String FIREBASE =
      "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com";

  /** A key that is damaged, or of a kind that is not known, does not take the others with it. */
  static KeySet parse(String text, URI url) throws IOException {
    JsonNode document;
    try {
      document = JSON.readTree(text);
    } catch (JacksonException e) {
      throw new IOException("it is no JSON, such as " + wellKnown(), e);
    }
    List<JWK> keys = new ArrayList<>();
    boolean empty = true;
    for (JsonNode each : document.path("keys")) {
      empty &= !each.isObject();
      key(each).ifPresent(keys::add);
    }
    if (empty) {
      throw new IOException(somethingElse(document, url));
    }
    return new KeySet(
        new JWKSet(keys),
        keys.stream().map(VerificationKey::of).flatMap(Optional::stream).toList());
  }

  private static Optional<JWK> key(JsonNode key) {
    try {
      return Optional.of(
          JWK.parse(JSON.convertValue(key, new TypeReference<Map<String, Object>>() {})));
    } catch (ParseException | RuntimeException e) {
      // The library throws whatever comes of a member that is of another type.
      return Optional.empty();
    }
  }

  /** Returns what the document is instead, and the URL to use if that can be told. */
  private static String somethingElse(JsonNode document, URI url) {
    String keys = document.path("jwks_uri").asText();
    if (SafeUrl.isSafe(keys)) {
      return "it is a discovery document; the URL of its keys is " + keys;
    }
    if (document.size() > 0
        && StreamSupport.stream(document.spliterator(), false)
            .allMatch(each -> each.asText().startsWith("-----BEGIN CERTIFICATE-----"))) {
      return "it is a map of certificates; the same keys are a JWK Set at " + jwkSet(url);
    }
    return document.has("keys")
        ? "it is a JWK Set without a key in it"
        : "it is no JWK Set; that is " + wellKnown();
  }

  private static String jwkSet(URI url) {
    String text = url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    for (Map.Entry<String, String> each : JWK_SETS_OF_CERTIFICATES.entrySet()) {
      if (text.contains(each.getKey())) {
        return text.replace(each.getKey(), each.getValue());
      }
    }
    return "another URL, such as Firebase's " + FIREBASE;
  }

  private static String wellKnown() {
    return "what the provider's /.well-known/openid-configuration names as jwks_uri";
  }
}
