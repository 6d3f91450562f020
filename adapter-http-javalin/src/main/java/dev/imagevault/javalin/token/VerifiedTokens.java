package dev.imagevault.javalin.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imagevault.domain.OwnerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/**
 * What tokens were found to say, for when the very same ones come again. They are known by their
 * SHA-256: so all take the same room, and how long a comparison takes tells nothing about any of
 * them. Thread-safe.
 */
final class VerifiedTokens {

  /** At some hundred bytes each. Beyond, the least used ones are forgotten. */
  static final int MOST = 10_000;

  private final Cache<ByteBuffer, VerifiedToken> known =
      Caffeine.newBuilder().maximumSize(MOST).build();

  /**
   * A token that was verified.
   *
   * @param key that it is signed with
   */
  record VerifiedToken(OwnerId owner, VerificationKey key, Lifetime lifetime) {}

  Optional<VerifiedToken> find(String token) {
    return Optional.ofNullable(known.getIfPresent(sha256(token)));
  }

  void remember(String token, VerifiedToken verified) {
    known.put(sha256(token), verified);
  }

  private static ByteBuffer sha256(String token) {
    try {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
