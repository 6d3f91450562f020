package dev.imagevault.javalin;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.imagevault.ImageVault;
import dev.imagevault.ImageVaultBuilder;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.javalin.telemetry.AnsweredRequest;
import dev.imagevault.javalin.telemetry.TrustedProxies;
import dev.imagevault.javalin.token.JwtAuthenticator;
import dev.imagevault.javalin.token.JwtKeys;
import dev.imagevault.javalin.token.JwtRules;
import dev.imagevault.memory.InMemoryImageRenderer;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UploadSigner;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.port.VariantRepository;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A server on the adapters in memory, with a client. */
final class TestServer implements AutoCloseable {

  static final String SECRET = "a secret of more than thirty-two bytes";

  final ImageServer server;
  final ImageVault vault;
  final HttpClient client = HttpClient.newHttpClient();

  private TestServer(ImageServer server, ImageVault vault) {
    this.server = server;
    this.vault = vault;
  }

  /** What a server is made of; each part can be replaced. */
  static final class Builder {
    Clock clock = Clock.systemUTC();
    VaultPolicy policy = VaultPolicy.DEFAULT;
    ImageStorage storage = new InMemoryImageStorage(clock);
    InMemoryImageRepository records = new InMemoryImageRepository(clock);
    ImageRepository repository = records;
    VariantRepository variants = records.variants();
    RenderingQueue renderings = records.renderings();
    Optional<UploadSigner> uploads = Optional.empty();
    UrlSigner signer = new InMemoryUrlSigner();
    ImageApiOptions options = ImageApiOptions.DEFAULT.withUploadMemory(64 << 20);
    JwtRules rules = JwtRules.DEFAULT;
    Duration grace = Duration.ofSeconds(5);
    Duration delay = Duration.ZERO;
    Duration idle = Duration.ofSeconds(75);
    TrustedProxies proxies = TrustedProxies.NONE;
    Consumer<RoutesConfig> otherRoutes = routes -> {};
    Consumer<AnsweredRequest> answered = request -> {};

    TestServer start() throws IOException {
      ImageVaultBuilder builder =
          ImageVault.builder()
              .storage(storage)
              .urls(signer)
              .records(repository)
              .variants(variants, renderings)
              .renderer(new InMemoryImageRenderer())
              .policy(policy)
              .uploadRecords(records.uploads())
              .clock(clock);
      uploads.ifPresent(builder::uploadUrls);
      ImageVault vault = builder.build();
      vault.nameVariants();
      JwtAuthenticator owners = new JwtAuthenticator(JwtKeys.hs256(SECRET), rules, clock);
      ImageServer server =
          new ImageServer(
              new ImageServerOptions("127.0.0.1", 0, grace, delay, idle, proxies),
              new ImageApi(vault, owners, options, clock),
              otherRoutes,
              answered);
      server.start();
      return new TestServer(server, vault);
    }
  }

  static TestServer start() throws IOException {
    return new Builder().start();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  static String token(String user) {
    return JWT.create()
        .withSubject(user)
        .withExpiresAt(Instant.now().plusSeconds(600))
        .sign(Algorithm.HMAC256(SECRET));
  }

  /** Returns a request of user 1, to be completed and sent. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token("1"));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> upload(byte[] file) throws IOException, InterruptedException {
    Form form = new Form().file("image", "photo.png", file);
    return send(form.post(request("/api/profile/upload-image")));
  }

  @Override
  public void close() {
    server.close();
  }
}
