package dev.imagevault.s3;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Judges presigned URLs as S3 documents that it does ("Authenticating requests: using query
 * parameters"), at any time, with the JDK alone.
 */
final class SigV4Judge {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

  private static final String SCOPE = "us-east-1/s3/aws4_request";

  private final String accessKey;
  private final String secretKey;

  SigV4Judge(String accessKey, String secretKey) {
    this.accessKey = accessKey;
    this.secretKey = secretKey;
  }

  /** Returns whether S3, in us-east-1, would answer a GET of this URL then. */
  boolean opens(String url, Instant at) {
    try {
      URI uri = new URI(url);
      Map<String, String> query = query(uri.getRawQuery());
      String signature = query.remove("X-Amz-Signature");
      Instant date = LocalDateTime.parse(query.get("X-Amz-Date"), DATE).toInstant(ZoneOffset.UTC);
      long life = Long.parseLong(query.get("X-Amz-Expires"));
      String day = query.get("X-Amz-Date").substring(0, 8);
      return "AWS4-HMAC-SHA256".equals(query.get("X-Amz-Algorithm"))
          && "host".equals(query.get("X-Amz-SignedHeaders"))
          && (accessKey + "/" + day + "/" + SCOPE).equals(query.get("X-Amz-Credential"))
          && life >= 1
          && life <= 604800
          && !at.isBefore(date.minusSeconds(900))
          && at.isBefore(date.plusSeconds(life))
          && signature(uri, query, day).equals(signature);
    } catch (java.net.URISyntaxException
        | IllegalArgumentException
        | DateTimeException
        | NullPointerException e) {
      return false;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private String signature(URI uri, Map<String, String> query, String day) throws Exception {
    String canonical =
        "GET\n"
            + uri.getRawPath()
            + "\n"
            + query.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"))
            + "\nhost:"
            + uri.getRawAuthority()
            + "\n\nhost\nUNSIGNED-PAYLOAD";
    String toSign =
        "AWS4-HMAC-SHA256\n"
            + query.get("X-Amz-Date")
            + "\n"
            + day
            + "/"
            + SCOPE
            + "\n"
            + hex(
                MessageDigest.getInstance("SHA-256")
                    .digest(canonical.getBytes(StandardCharsets.UTF_8)));
    byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
    for (String part : (day + "/" + SCOPE).split("/")) {
      key = mac(key, part);
    }
    return hex(mac(key, toSign));
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new TreeMap<>();
    for (String parameter : raw.split("&", -1)) {
      String[] parts = parameter.split("=", 2);
      query.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return encoded.toString();
  }

  private static byte[] mac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
