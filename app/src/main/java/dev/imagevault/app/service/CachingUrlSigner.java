package dev.imagevault.app.service;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.port.UrlSigner;
import java.time.Duration;
import java.time.Instant;

/**
 * Remembers signed URLs, so that each is signed once in the time that an image keeps its URL.
 * Bounded in memory and time. Thread-safe; has no thread of its own.
 */
final class CachingUrlSigner implements UrlSigner {

  /** What an entry takes beside the characters of its URL and key, roughly. */
  private static final int OVERHEAD = 300;

  private final UrlSigner signer;
  private final Cache<Request, SignedUrl> urls;

  private record Request(ObjectKey key, Instant expiresAt) {}

  /**
   * Remembers nothing yet.
   *
   * @param kept how long a URL is remembered: the window in which the same one is asked for
   * @param bytes how much heap it takes at the most, roughly
   */
  CachingUrlSigner(UrlSigner signer, Duration kept, long bytes) {
    this.signer = signer;
    this.urls =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .expireAfterWrite(kept)
            .maximumWeight(bytes)
            .weigher(
                (Request request, SignedUrl url) ->
                    OVERHEAD + request.key().value().length() + url.url().length())
            .build();
  }

  @Override
  public SignedUrl sign(ObjectKey key, Instant expiresAt) {
    return urls.get(
        new Request(key, expiresAt), request -> signer.sign(request.key(), request.expiresAt()));
  }
}
