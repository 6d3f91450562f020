package dev.imagevault.app.service;

import dev.imagevault.ImageVault;
import dev.imagevault.app.Http;
import dev.imagevault.app.Wire;
import dev.imagevault.app.dev.LocalEdge;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import dev.imagevault.cloudfront.DistributionUrl;
import dev.imagevault.cloudfront.SignatureHash;
import dev.imagevault.cloudfront.SignedUrlVerifier;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.javalin.ImageApi;
import dev.imagevault.javalin.ImageApiOptions;
import dev.imagevault.javalin.ImageServer;
import dev.imagevault.javalin.ImageServerOptions;
import dev.imagevault.javalin.token.JwtAuthenticator;
import dev.imagevault.javalin.token.JwtKeys;
import dev.imagevault.javalin.token.JwtRules;
import dev.imagevault.memory.InMemoryImageRenderer;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.port.RenderingQueue;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The service with its page and an edge, on memory, at the other end of a wire. */
final class GalleryServer implements AutoCloseable {

  private static final String SECRET = "a secret of more than thirty-two bytes";

  final Wire wire;
  final ImageVault vault;
  final RenderingQueue renderings;
  private final ImageServer server;

  private GalleryServer(
      Wire wire, ImageVault vault, RenderingQueue renderings, ImageServer server) {
    this.wire = wire;
    this.vault = vault;
    this.renderings = renderings;
    this.server = server;
  }

  static GalleryServer start(VaultPolicy policy) throws IOException {
    Clock clock = Clock.systemUTC();
    Wire wire = Wire.listen();
    DistributionUrl distribution = DistributionUrl.parse(wire.url() + LocalEdge.PATH);
    CloudFrontKey key = CloudFrontKey.parse("KTRUSTED", CloudFrontKey.generatePem());
    InMemoryImageStorage storage = new InMemoryImageStorage(clock);
    InMemoryImageRepository records = new InMemoryImageRepository(clock);
    ImageVault vault =
        ImageVault.builder()
            .storage(storage)
            .urls(new CloudFrontUrlSigner(distribution, key, SignatureHash.SHA1))
            .records(records)
            .variants(records.variants(), records.renderings())
            .renderer(new InMemoryImageRenderer())
            .policy(policy)
            .clock(clock)
            .build();
    vault.nameVariants();
    LocalEdge edge =
        new LocalEdge(distribution, new SignedUrlVerifier(key.keyPairId(), key.publicKey()), clock);
    GalleryPage page =
        new GalleryPage(URI.create(distribution.value()), policy, Optional.empty(), "");
    ImageServer server =
        new ImageServer(
            new ImageServerOptions("127.0.0.1", 0, Duration.ofSeconds(1)),
            new ImageApi(
                vault,
                new JwtAuthenticator(JwtKeys.hs256(SECRET), JwtRules.DEFAULT, clock),
                ImageApiOptions.DEFAULT,
                clock),
            routes -> {
              page.mount(routes);
              edge.mount(routes, storage);
            });
    server.start();
    wire.leadTo(server.port());
    return new GalleryServer(wire, vault, records.renderings(), server);
  }

  /** Returns the address that opens this user's gallery. */
  String pageOf(OwnerId user) {
    return wire.url() + "/#token=" + token(user, Duration.ofHours(1));
  }

  static String token(OwnerId user, Duration ttl) {
    return Http.token(SECRET, user.value(), ttl);
  }

  List<Image> images(OwnerId user) {
    return vault.list(user, ImageCursor.NEWEST, 1000).images();
  }

  @Override
  public void close() throws IOException {
    wire.close();
    server.close();
  }
}
