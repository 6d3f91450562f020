package dev.imagevault.javalin.token;

import com.auth0.jwk.Jwk;
import com.auth0.jwk.JwkException;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.javalin.AuthenticationUnavailableException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a JWK Set, as an identity provider publishes and changes it. Whoever's key is known
 * never waits for it; one fetch at a time serves all others, and few of them may wait.
 */
final class PublishedKeys extends JwtKeys {

  /** After that, the next token has the keys fetched again, so that what was withdrawn goes. */
  private static final Duration LONGEST_AGE = Duration.ofMinutes(5);

  /** However many tokens name keys that nobody knows. */
  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

  /** Each holds a thread of the server. */
  private static final int MOST_WAITING = 32;

  private static final Logger LOG = LoggerFactory.getLogger(PublishedKeys.class);

  private static final Pattern LOOPBACK =
      Pattern.compile("(?i:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])");

  private record Key(Optional<String> id, Algorithm algorithm) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JwksClient client = new JwksClient();
  private final URI url;
  private final String place;
  private final long longestAge;
  private final long shortestPause;
  private final Semaphore mayWait = new Semaphore(MOST_WAITING);
  private volatile List<Key> known = List.of();
  private volatile boolean failing;
  private CompletableFuture<Void> fetch = CompletableFuture.completedFuture(null);
  private long asked;

  PublishedKeys(URI url) {
    this(url, LONGEST_AGE, SHORTEST_PAUSE);
  }

  PublishedKeys(URI url, Duration longestAge, Duration shortestPause) {
    if (!isSafe(url)) {
      throw new IllegalArgumentException(
          "keys are fetched from a URL of https, or of http on this machine, such as"
              + " https://login.example.com/.well-known/jwks.json");
    }
    this.url = url;
    this.place = url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    this.longestAge = longestAge.toNanos();
    this.shortestPause = shortestPause.toNanos();
    this.asked = System.nanoTime() - this.shortestPause;
  }

  private static boolean isSafe(URI url) {
    return url.getHost() != null
        && url.getRawUserInfo() == null
        && url.getRawFragment() == null
        && ("https".equals(url.getScheme())
            || ("http".equals(url.getScheme()) && LOOPBACK.matcher(url.getHost()).matches()));
  }

  @Override
  void begin() {
    fetchUnlessWithin(shortestPause);
  }

  @Override
  List<Algorithm> candidates(JwtText token) {
    if (!token.isFor(VerificationKey.RS256) && !token.isFor(VerificationKey.ES256)) {
      return List.of();
    }
    List<Algorithm> found = find(token);
    if (!found.isEmpty()) {
      fetchUnlessWithin(longestAge);
      return found;
    }
    await(fetchUnlessWithin(shortestPause));
    found = find(token);
    if (found.isEmpty() && failing) {
      throw unavailable();
    }
    return found;
  }

  @Override
  boolean has(Algorithm algorithm) {
    // Each fetch makes them anew, and they are equal to themselves alone.
    if (known.stream().noneMatch(key -> key.algorithm().equals(algorithm))) {
      return false;
    }
    fetchUnlessWithin(longestAge);
    return true;
  }

  private List<Algorithm> find(JwtText token) {
    List<Key> keys = known.stream().filter(k -> token.isFor(k.algorithm().getName())).toList();
    Optional<JsonNode> id = token.keyId();
    if (id.isEmpty()) {
      return keys.size() == 1 ? List.of(keys.get(0).algorithm()) : List.of();
    }
    return keys.stream()
        .filter(key -> id.get().isTextual() && key.id().equals(id.map(JsonNode::asText)))
        .map(Key::algorithm)
        .toList();
  }

  /** Returns the fetch that is under way, begun now unless the last one began so shortly ago. */
  private synchronized CompletableFuture<Void> fetchUnlessWithin(long pause) {
    long now = System.nanoTime();
    // While it fails, it is tried as often as may be.
    if (fetch.isDone() && now - asked >= (failing ? shortestPause : pause)) {
      asked = now;
      fetch = CompletableFuture.runAsync(this::fetch, PublishedKeys::onThreadOfItsOwn);
    }
    return fetch;
  }

  private static void onThreadOfItsOwn(Runnable task) {
    Thread thread = new Thread(task, "imagevault-jwks");
    thread.setDaemon(true);
    thread.start();
  }

  private void fetch() {
    try {
      known = fetchNow();
      if (known.isEmpty()) {
        LOG.warn("no token is believed: {}", none());
      } else if (failing) {
        LOG.info("the keys of tokens are there again, at {}", place);
      }
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        // Not the cause, which may show what is in the URL's query.
        LOG.warn("no keys of tokens, the {} known stay good: {}", known.size(), e.getMessage());
      }
      failing = true;
    }
  }

  /** Returns the usable ones of the set, perhaps none; an empty set is taken for a fault. */
  private List<Key> fetchNow() throws IOException {
    JsonNode set;
    try {
      set = JSON.readTree(client.fetch(url));
    } catch (JacksonException e) {
      throw new IOException(place + " gives no keys: no JSON", e);
    } catch (IOException e) {
      throw new IOException(place + " gives no keys: " + e.getMessage(), e);
    }
    List<JsonNode> all = new ArrayList<>();
    set.path("keys").forEach(all::add);
    if (all.stream().noneMatch(JsonNode::isObject)) {
      throw new IOException(place + " is no JWK Set with keys in it");
    }
    return all.stream().map(PublishedKeys::usable).flatMap(Optional::stream).toList();
  }

  /** Returns the key if it is for signatures of an algorithm that is accepted (RFC 7517). */
  private static Optional<Key> usable(JsonNode key) {
    try {
      Jwk jwk = Jwk.fromValues(JSON.convertValue(key, new TypeReference<Map<String, Object>>() {}));
      boolean verifies =
          jwk.getOperationsAsList() == null || jwk.getOperationsAsList().contains("verify");
      if (!verifies || (jwk.getUsage() != null && !jwk.getUsage().equals("sig"))) {
        return Optional.empty();
      }
      Algorithm algorithm = VerificationKey.of(jwk.getPublicKey());
      return jwk.getAlgorithm() == null || jwk.getAlgorithm().equals(algorithm.getName())
          ? Optional.of(new Key(Optional.ofNullable(jwk.getId()), algorithm))
          : Optional.empty();
    } catch (JwkException | RuntimeException e) {
      // The library and the JDK throw whatever comes of a key that is of another kind, or damaged;
      // it does not take the others with it.
      return Optional.empty();
    }
  }

  private void await(CompletableFuture<Void> fetched) {
    if (fetched.isDone()) {
      return;
    }
    if (!mayWait.tryAcquire()) {
      throw unavailable();
    }
    try {
      fetched.get(JwksClient.TIMEOUT.toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    } catch (ExecutionException | TimeoutException e) {
      throw unavailable();
    } finally {
      mayWait.release();
    }
  }

  private static AuthenticationUnavailableException unavailable() {
    return new AuthenticationUnavailableException(
        "Tokens cannot be checked at the moment; please try again");
  }

  private String none() {
    return place + " has no key for RS256 or ES256";
  }

  @Override
  public String examine() throws IOException {
    List<Key> keys = fetchNow();
    if (keys.isEmpty()) {
      throw new IOException(none());
    }
    String algorithms =
        keys.stream()
            .map(key -> key.algorithm().getName())
            .distinct()
            .sorted()
            .collect(Collectors.joining(" and "));
    return algorithms + ", keys for it at " + place + ": " + keys.size();
  }

  @Override
  public String toString() {
    return "JwtKeys[" + place + "]";
  }
}
