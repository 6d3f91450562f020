package dev.imagevault.javalin.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.jwk.source.RefreshAheadCachingJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.imagevault.javalin.AuthenticationUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a JWK Set, as an identity provider publishes and changes it. Tokens signed with a
 * known key never wait for a fetch. All others share one fetch, and few of them may wait for it.
 */
final class PublishedKeys extends JwtKeys {

  /** After that, the next token has the keys fetched again, so that what was withdrawn goes. */
  private static final Duration LONGEST_AGE = Duration.ofMinutes(5);

  /** However many tokens name keys that nobody knows. */
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

  /** Each holds a thread of the server. */
  private static final int MOST_WAITING = 32;

  /** A little longer than a fetch may take. */
  private static final Duration LONGEST_WAIT = JwksClient.TIMEOUT.plusSeconds(1);

  /** Keys that were fetched once never expire: while the provider is away they stay good. */
  private static final Duration FOREVER = Duration.ofDays(36_500);

  private final KeySetSource source;
  private final ExecutorService fetching = idleThread();
  private final RefreshAheadCachingJWKSetSource<SecurityContext> cache;
  private final Semaphore mayWait = new Semaphore(MOST_WAITING);

  PublishedKeys(URI url) {
    this(url, LONGEST_AGE, SHORTEST_PAUSE);
  }

  /** The keys of this URL; what is known is fetched again after the longest age. */
  PublishedKeys(URI url, Duration longestAge, Duration shortestPause) {
    if (!SafeUrl.isSafe(url.toString())) {
      throw new IllegalArgumentException(
          "keys are fetched from a URL of https, or of http on this machine, such as"
              + " https://login.example.com/.well-known/jwks.json");
    }
    source = new KeySetSource(url, shortestPause);
    Duration wait = longestAge.compareTo(LONGEST_WAIT) < 0 ? longestAge : LONGEST_WAIT;
    cache =
        new RefreshAheadCachingJWKSetSource<>(
            source,
            FOREVER.toMillis(),
            wait.toMillis(),
            FOREVER.minus(longestAge).toMillis(),
            false,
            fetching,
            false,
            null);
  }

  /** Has a daemon thread only while there is something to do, so that nobody has to close it. */
  private static ExecutorService idleThread() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "imagevault-jwks");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  @Override
  void begin() {
    fetching.execute(
        () -> {
          try {
            fetchIfOlderThan(null);
          } catch (KeySourceException e) {
            // It is in the log.
          }
        });
  }

  @Override
  List<VerificationKey> candidates(JwtText token) {
    KeySet seen = source.latest();
    List<VerificationKey> found = find(seen, token);
    if (!found.isEmpty()) {
      refreshInTime();
      return found;
    }
    if (!VerificationKey.isPublic(token.algorithm())) {
      return List.of();
    }
    if (!mayWait.tryAcquire()) {
      throw unavailable();
    }
    try {
      fetchIfOlderThan(seen);
    } catch (RateLimitReachedException e) {
      // What was published a moment ago is what there is.
    } catch (KeySourceException e) {
      throw unavailable();
    } finally {
      mayWait.release();
    }
    return find(source.latest(), token);
  }

  @Override
  boolean has(VerificationKey key) {
    KeySet latest = source.latest();
    if (latest == null || !latest.usable().contains(key)) {
      return false;
    }
    refreshInTime();
    return true;
  }

  private static List<VerificationKey> find(@Nullable KeySet set, JwtText token) {
    if (set == null) {
      return List.of();
    }
    List<VerificationKey> keys =
        set.usable().stream().filter(key -> key.algorithms().contains(token.algorithm())).toList();
    Optional<JsonNode> id = token.keyId();
    if (id.isEmpty()) {
      return keys.size() == 1 ? keys : List.of();
    }
    return keys.stream()
        .filter(key -> id.get().isTextual() && key.id().equals(id.map(JsonNode::asText)))
        .toList();
  }

  /** Has the keys fetched beside if they are of age. */
  private void refreshInTime() {
    try {
      cache.getJWKSet(JWKSetCacheRefreshEvaluator.noRefresh(), System.currentTimeMillis(), null);
    } catch (KeySourceException e) {
      // What is cached forever is not fetched here.
    }
  }

  /** Keys younger than those seen are there when it returns. */
  private void fetchIfOlderThan(@Nullable KeySet seen) throws KeySourceException {
    cache.getJWKSet(
        seen == null
            ? JWKSetCacheRefreshEvaluator.noRefresh()
            : JWKSetCacheRefreshEvaluator.referenceComparison(seen.published()),
        System.currentTimeMillis(),
        null);
  }

  private static AuthenticationUnavailableException unavailable() {
    return new AuthenticationUnavailableException(
        "Tokens cannot be checked at the moment; please try again");
  }

  @Override
  public String examine() throws IOException {
    KeySet keys = source.fetch();
    if (keys.usable().isEmpty()) {
      throw new IOException(source.none());
    }
    return VerificationKey.algorithms(keys.usable())
        + ", keys for it at "
        + source.place()
        + ": "
        + keys.usable().size();
  }

  @Override
  public String toString() {
    return "JwtKeys[" + source.place() + "]";
  }
}
