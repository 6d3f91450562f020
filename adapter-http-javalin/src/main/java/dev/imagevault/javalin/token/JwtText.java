package dev.imagevault.javalin.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A token in the one spelling that is accepted: three segments of unpadded base64url without stray
 * bits (RFC 7515, section 2; RFC 4648, section 3.5), two of them JSON objects without duplicate
 * names (RFC 7519, section 4). Nothing is verified yet.
 *
 * @param signed the part of the token that the signature is for
 */
record JwtText(JsonNode header, JsonNode payload, String signed, String signature) {

  /** Jetty bounds the whole header block more tightly by default; this bounds the work. */
  private static final int MAX_LENGTH = 8192;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Returns the token's parts, or empty if it is spelled any other way. */
  static Optional<JwtText> parse(String token) {
    String[] segments = token.split("\\.", -1);
    if (token.length() > MAX_LENGTH || segments.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode header = JSON.readTree(text(decode(segments[0])));
      JsonNode payload = JSON.readTree(text(decode(segments[1])));
      decode(segments[2]);
      return header.isObject() && payload.isObject()
          ? Optional.of(
              new JwtText(header, payload, token.substring(0, token.lastIndexOf('.')), segments[2]))
          : Optional.empty();
    } catch (JsonProcessingException | CharacterCodingException | IllegalArgumentException e) {
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

  /** Left to itself, the parser would guess other encodings too. */
  private static String text(byte[] utf8) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
  }

  /** Returns the algorithm that it says it is signed with; "" if it says none. */
  String algorithm() {
    JsonNode alg = header.path("alg");
    return alg.isTextual() ? alg.asText() : "";
  }

  /** Returns whether it asks for an extension of the standard (RFC 7515, section 4.1.11). */
  boolean isCritical() {
    return header.has("crit");
  }

  /** Returns what it says of the key that it is signed with; empty if it says nothing. */
  Optional<JsonNode> keyId() {
    return Optional.ofNullable(header.get("kid"));
  }

  /** Returns the bytes that the signature is for. */
  byte[] signedBytes() {
    return signed.getBytes(StandardCharsets.US_ASCII);
  }

  /** Never shows the token. */
  @Override
  public String toString() {
    return "JwtText[…]";
  }
}
