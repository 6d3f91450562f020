package dev.imagevault.javalin.token;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Where the library gets the keys from, at most once in a while. (Its own limit lets two through,
 * and does not tell whether the last one failed.) It is asked by one thread at a time, and {@link
 * #latest} by any.
 */
final class KeySetSource implements JWKSetSource<SecurityContext> {

  private static final Logger LOG = LoggerFactory.getLogger(KeySetSource.class);

  private final JwksClient client = new JwksClient();
  private final URI url;
  private final String place;
  private final long shortestPause;
  private long asked;
  private boolean failing;
  private volatile @Nullable KeySet latest;

  KeySetSource(URI url, Duration shortestPause) {
    this.url = url;
    this.place = url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    this.shortestPause = shortestPause.toNanos();
    this.asked = System.nanoTime() - this.shortestPause;
  }

  /** Returns the keys that were fetched last; null until there are any. */
  @Nullable KeySet latest() {
    return latest;
  }

  /** Returns the URL without its query, which may hold what is secret. */
  String place() {
    return place;
  }

  @Override
  public JWKSet getJWKSet(
      JWKSetCacheRefreshEvaluator evaluator, long time, @Nullable SecurityContext context)
      throws KeySourceException {
    long now = System.nanoTime();
    if (now - asked < shortestPause) {
      throw failing
          ? new JWKSetUnavailableException("asked a moment ago")
          : new RateLimitReachedException();
    }
    asked = now;
    try {
      KeySet set = fetch();
      if (set.usable().isEmpty()) {
        LOG.error("no token is believed: {}", none());
      } else if (failing) {
        LOG.info("the keys of tokens are there again, at {}", place);
      }
      failing = false;
      latest = set;
      return set.published();
    } catch (IOException e) {
      if (!failing) {
        KeySet known = latest;
        // Not the cause, which may show what is in the URL's query.
        LOG.atLevel(known == null ? Level.ERROR : Level.WARN)
            .log(
                "no keys of tokens, the {} known stay good: {}",
                known == null ? 0 : known.usable().size(),
                e.getMessage());
      }
      failing = true;
      throw new JWKSetUnavailableException("not fetched", e);
    }
  }

  /** Returns the keys as they are published now. */
  KeySet fetch() throws IOException {
    try {
      return KeySet.parse(client.fetch(url), url);
    } catch (IOException e) {
      throw new IOException(place + " gives no keys: " + e.getMessage(), e);
    }
  }

  /** Returns what to say if no key is usable. */
  String none() {
    return place
        + " has no key for an algorithm that is accepted: RSA of at least 2048 bits"
        + " (RS256, RS384, RS512, PS256), EC on P-256 or P-384 (ES256, ES384), Ed25519 (EdDSA)";
  }

  @Override
  public void close() {}
}
