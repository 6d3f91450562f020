package dev.imagevault.javalin.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A token in the one spelling that is accepted: three segments of unpadded base64url without stray
 * bits (RFC 7515, section 2; RFC 4648, section 3.5), two of them JSON objects without duplicate
 * names (RFC 7519, section 4). Nothing is verified yet.
 */
record JwtText(JsonNode header, JsonNode payload) {

  /** Jetty bounds the whole header block more tightly by default; this bounds the work. */
  private static final int MAX_LENGTH = 8192;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Returns the token's two objects, or empty where it is spelled any other way. */
  static Optional<JwtText> parse(String token) {
    String[] segments = token.split("\\.", -1);
    if (token.length() > MAX_LENGTH || segments.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode header = JSON.readTree(decode(segments[0]));
      JsonNode payload = JSON.readTree(decode(segments[1]));
      decode(segments[2]);
      return header.isObject() && payload.isObject()
          ? Optional.of(new JwtText(header, payload))
          : Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("reading memory cannot fail", e);
    }
  }

  private static byte[] decode(String segment) {
    byte[] bytes = Base64.getUrlDecoder().decode(segment);
    if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(segment)) {
      throw new IllegalArgumentException("not canonical base64url");
    }
    return bytes;
  }

  /** Returns whether it is signed with this algorithm and asks for no extension. */
  boolean isFor(String algorithm) {
    JsonNode alg = header.get("alg");
    return alg != null && alg.isTextual() && alg.asText().equals(algorithm) && !header.has("crit");
  }

  /** Returns what it says of the key that it is signed with; empty where it says nothing. */
  Optional<JsonNode> keyId() {
    return Optional.ofNullable(header.get("kid"));
  }

  /**
   * Returns whether the times are numbers (RFC 7519, section 2, NumericDate), and there is an
   * expiry among them. The verifier takes a null for a time that does not matter.
   */
  boolean hasTimes() {
    return payload.has("exp")
        && Stream.of("exp", "nbf", "iat")
            .filter(payload::has)
            .allMatch(name -> payload.get(name).isNumber());
  }
}
