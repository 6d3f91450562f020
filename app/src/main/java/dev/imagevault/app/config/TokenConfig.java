package dev.imagevault.app.config;

import dev.imagevault.javalin.token.JwtKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What tokens look like. A secret: {@link #toString} does not show it.
 *
 * @param keys that tokens may be signed with
 * @param secrets that they are made of: for HS256, the present one and perhaps the one before it,
 *     each of at least {@link #MIN_SECRET_BYTES} of UTF-8 (RFC 7518, section 3.2); empty where
 *     tokens come from elsewhere
 * @param userClaim the claim that holds the user id; empty for the usual ones
 * @param issuer that tokens must have
 * @param audience that tokens must have
 */
public record TokenConfig(
    JwtKeys keys,
    List<String> secrets,
    Optional<String> userClaim,
    Optional<String> issuer,
    Optional<String> audience) {

  static final int MIN_SECRET_BYTES = 32;

  /** Of these there is exactly one. */
  public static final List<Variable> SOURCES =
      List.of(Variable.JWT_SECRET, Variable.JWT_PUBLIC_KEY, Variable.JWKS_URL);

  private static final Set<String> RESERVED = Set.of("iss", "aud", "exp", "nbf", "iat");

  private record Source(JwtKeys keys, List<String> secrets) {

    /** Never shows a secret. */
    @Override
    public String toString() {
      return "Source[" + keys + "]";
    }
  }

  /** Returns what the environment says; every problem is the reader's. */
  static Optional<TokenConfig> read(ConfigReader reader) {
    Optional<Source> source = source(reader);
    Optional<String> userClaim =
        reader.optional(Variable.JWT_USER_CLAIM, TokenConfig::checkedClaim);
    return source.map(
        from ->
            new TokenConfig(
                from.keys(),
                from.secrets(),
                userClaim,
                reader.text(Variable.JWT_ISSUER),
                reader.text(Variable.JWT_AUDIENCE)));
  }

  private static Optional<Source> source(ConfigReader reader) {
    List<Variable> set = SOURCES.stream().filter(reader::has).toList();
    if (set.isEmpty()) {
      reader.problem(
          Variable.JWT_SECRET,
          "is not set, nor is JWT_PUBLIC_KEY or JWKS_URL: " + Variable.JWT_SECRET.meaning());
    }
    for (Variable more : set.subList(Math.min(1, set.size()), set.size())) {
      reader.problem(more, "is set, and so is " + set.get(0) + ": set one of them");
    }
    if (reader.has(Variable.JWT_SECRET_PREVIOUS) && !reader.has(Variable.JWT_SECRET)) {
      reader.problem(
          Variable.JWT_SECRET_PREVIOUS, "is set without JWT_SECRET, whose predecessor it is");
    }
    Optional<String> secret = reader.optional(Variable.JWT_SECRET, TokenConfig::checkedSecret);
    Optional<String> previous =
        reader.optional(Variable.JWT_SECRET_PREVIOUS, TokenConfig::checkedSecret);
    Optional<JwtKeys> publicKey = reader.optional(Variable.JWT_PUBLIC_KEY, TokenConfig::publicKey);
    Optional<JwtKeys> published = reader.optional(Variable.JWKS_URL, TokenConfig::published);
    return secret
        .map(present -> hs256(present, previous))
        .or(() -> publicKey.or(() -> published).map(keys -> new Source(keys, List.of())));
  }

  private static Source hs256(String secret, Optional<String> previous) {
    return previous
        .map(old -> new Source(JwtKeys.hs256(secret, old), List.of(secret, old)))
        .orElseGet(() -> new Source(JwtKeys.hs256(secret), List.of(secret)));
  }

  private static JwtKeys publicKey(String pem) {
    try {
      return JwtKeys.publicKey(pem);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("does not do: " + e.getMessage(), e);
    }
  }

  private static JwtKeys published(String url) {
    try {
      return JwtKeys.jwks(URI.create(url));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "is no URL of https, or of http on this machine, such as"
              + " https://login.example.com/.well-known/jwks.json",
          e);
    }
  }

  private static String checkedSecret(String secret) {
    if (secret.getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES) {
      throw new IllegalArgumentException(
          "is shorter than "
              + MIN_SECRET_BYTES
              + " bytes: 'openssl rand -base64 48' makes a good one");
    }
    if (secret.contains("-----BEGIN ")) {
      // Whoever had the public key could sign with it (RFC 8725, section 2.1).
      throw new IllegalArgumentException("is a key or a certificate: set it as JWT_PUBLIC_KEY");
    }
    return secret;
  }

  private static String checkedClaim(String claim) {
    if (RESERVED.contains(claim)) {
      throw new IllegalArgumentException(
          "names a claim that cannot hold a user id, such as sub can");
    }
    return claim;
  }

  @Override
  public String toString() {
    return "TokenConfig[…]";
  }
}
