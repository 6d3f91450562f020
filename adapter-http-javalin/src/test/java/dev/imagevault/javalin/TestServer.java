package dev.imagevault.javalin;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import dev.imagevault.ImageVault;
import dev.imagevault.domain.UploadPolicy;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A server on memory, with a client. */
final class TestServer implements AutoCloseable {

  static final String SECRET = "a secret of more than thirty-two bytes";

  final ImageServer server;
  final HttpClient client = HttpClient.newHttpClient();

  private TestServer(ImageServer server) {
    this.server = server;
  }

  static TestServer start() throws IOException {
    Clock clock = Clock.systemUTC();
    ImageVault vault =
        new ImageVault(
            new InMemoryImageStorage(clock),
            new InMemoryUrlSigner(),
            new InMemoryImageRepository(clock),
            UploadPolicy.DEFAULT,
            clock);
    JwtAuthenticator owners = new JwtAuthenticator(JwtKeys.hs256(SECRET), JwtRules.DEFAULT, clock);
    ImageServer server =
        new ImageServer(
            new ImageServerOptions("127.0.0.1", 0, Duration.ofSeconds(5)),
            new ImageApi(vault, owners, ImageApiOptions.DEFAULT, clock),
            routes -> {});
    server.start();
    return new TestServer(server);
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  String token(String user) {
    return JWT.create()
        .withSubject(user)
        .withExpiresAt(Instant.now().plusSeconds(600))
        .sign(Algorithm.HMAC256(SECRET));
  }

  HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    server.close();
  }
}
