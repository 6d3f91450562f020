package dev.imagevault.cloudfront;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A policy that opens one resource until some time ("Create a signed URL using a custom policy").
 *
 * @param resource a URL without characters that JSON escapes
 * @param expires in whole seconds
 */
record CustomPolicy(String resource, Instant expires) {

  private static final Pattern JSON =
      Pattern.compile(
          spaced(
              "{|\"Statement\"|:|[|{|\"Resource\"|:|@RESOURCE|,|\"Condition\"|:|{"
                  + "|\"DateLessThan\"|:|{|\"AWS:EpochTime\"|:|@SECONDS|}|}|}|]|}"));

  /** Returns the very bytes that AWS's own signers make of it. */
  byte[] json() {
    return ("{\"Statement\":[{\"Resource\":\""
            + resource
            + "\",\"Condition\":{\"DateLessThan\":{\"AWS:EpochTime\":"
            + expires.getEpochSecond()
            + "}}}]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns the policy in this JSON, whatever its white space, or empty where it is malformed or
   * says anything else: a condition that is not understood must not pass as one that is met.
   */
  static Optional<CustomPolicy> parse(byte[] json) {
    Matcher matcher = JSON.matcher(new String(json, StandardCharsets.UTF_8));
    return matcher.matches()
        ? Optional.of(
            new CustomPolicy(
                matcher.group(1), Instant.ofEpochSecond(Long.parseLong(matcher.group(2)))))
        : Optional.empty();
  }

  private static String spaced(String tokens) {
    StringBuilder pattern = new StringBuilder("\\s*+");
    for (String token : tokens.split("\\|", -1)) {
      pattern
          .append(
              switch (token) {
                case "@RESOURCE" -> "\"([^\"\\\\]*+)\"";
                case "@SECONDS" -> "(0|[1-9][0-9]{0,10})";
                default -> Pattern.quote(token);
              })
          .append("\\s*+");
    }
    return pattern.toString();
  }
}
