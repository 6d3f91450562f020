package dev.imagevault.app.dev;

import dev.imagevault.cloudfront.Denial;
import dev.imagevault.cloudfront.DistributionUrl;
import dev.imagevault.cloudfront.SignedUrlVerifier;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.StoredObject;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;

/**
 * Answers for objects as a CloudFront distribution does that has a key group and, as its
 * response-headers policy, no sniffing, no scripts and every origin. It keeps nothing: each request
 * reads the store.
 */
public final class LocalEdge {

  /** Below which it answers. */
  public static final String PATH = "/cdn";

  /** As every object is stored with. */
  private static final String CACHE_CONTROL = "max-age=31536000, immutable";

  private static final int BUFFER = 1 << 16;

  private final DistributionUrl distribution;
  private final SignedUrlVerifier verifier;
  private final Clock clock;

  /**
   * Nothing is served yet.
   *
   * @param distribution whose URLs are signed; its path is {@link #PATH}
   * @param clock decides what is expired
   */
  public LocalEdge(DistributionUrl distribution, SignedUrlVerifier verifier, Clock clock) {
    this.distribution = distribution;
    this.verifier = verifier;
    this.clock = clock;
  }

  /** The routes are there. */
  public void mount(RoutesConfig routes, ImageStorage storage) {
    Handler serve = ctx -> serve(ctx, storage);
    routes.get(PATH + "/*", serve);
    routes.head(PATH + "/*", serve);
    routes.options(PATH + "/*", LocalEdge::preflight);
    for (HandlerType other :
        Arrays.asList(HandlerType.POST, HandlerType.PUT, HandlerType.PATCH, HandlerType.DELETE)) {
      routes.addHttpHandler(
          other,
          PATH + "/*",
          ctx -> error(ctx, 403, "AccessDenied", "This distribution allows GET and HEAD alone"));
    }
  }

  private static void preflight(Context ctx) {
    headers(ctx, "LambdaGeneratedResponse from cloudfront");
    ctx.header("Access-Control-Allow-Methods", "GET, HEAD")
        .header("Access-Control-Allow-Headers", "*")
        .header("Access-Control-Max-Age", "86400");
  }

  private void serve(Context ctx, ImageStorage storage) throws IOException {
    // Whatever name this machine is called by, the signature is over the one that URLs are made of.
    String path = ctx.req().getRequestURI().substring(PATH.length());
    String query = ctx.req().getQueryString();
    String url = distribution.value() + path + (query == null ? "" : "?" + query);
    Optional<Denial> denial = verifier.denial(url, clock.instant());
    if (denial.isPresent()) {
      error(ctx, 403, denial.get().code(), denial.get().message());
      return;
    }
    Optional<ObjectKey> key =
        ObjectKey.parse(path.substring(1)).filter(known -> !known.isIncoming());
    Optional<StoredObject> object = key.flatMap(storage::open);
    if (object.isEmpty()) {
      error(ctx, 404, "NoSuchKey", "The specified key does not exist.");
      return;
    }
    try (StoredObject open = object.get()) {
      send(ctx, key.get(), open);
    }
  }

  private static void send(Context ctx, ObjectKey key, StoredObject object) throws IOException {
    String etag = EntityTag.of(key);
    headers(ctx, "Miss from cloudfront");
    ctx.header("ETag", etag)
        .header("Cache-Control", CACHE_CONTROL)
        .header("Accept-Ranges", "bytes");
    if (EntityTag.matches(ctx.header("If-None-Match"), etag)) {
      ctx.status(304);
      return;
    }
    String ifRange = ctx.header("If-Range");
    boolean ranged = ifRange == null || ifRange.equals(etag);
    ByteRange range = ByteRange.parse(ranged ? ctx.header("Range") : null, object.length());
    if (range.isUnsatisfiable()) {
      ctx.header("Content-Range", "bytes */" + object.length());
      error(ctx, 416, "InvalidRange", "The requested range is not satisfiable");
      return;
    }
    if (range.isPartial()) {
      ctx.status(206).header("Content-Range", range.header());
    }
    ctx.contentType(object.contentType());
    ctx.res().setContentLengthLong(range.length());
    if (!ctx.method().equals(HandlerType.HEAD)) {
      copy(ctx, object, range);
    }
  }

  private static void copy(Context ctx, StoredObject object, ByteRange range) throws IOException {
    object.content().skipNBytes(range.first());
    byte[] buffer = new byte[BUFFER];
    for (long left = range.length(); left > 0; ) {
      int read = object.content().read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new IOException("the store ended an object early");
      }
      ctx.outputStream().write(buffer, 0, read);
      left -= read;
    }
  }

  private static void headers(Context ctx, String cache) {
    ctx.header("X-Cache", cache)
        .header("Via", "1.1 imagevault-dev (CloudFront)")
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", "default-src 'none'; sandbox")
        .header("Access-Control-Allow-Origin", "*")
        .header("Access-Control-Expose-Headers", "ETag, Content-Range, X-Cache")
        .header("Cross-Origin-Resource-Policy", "cross-origin");
  }

  private static void error(Context ctx, int status, String code, String message) {
    headers(ctx, "Error from cloudfront");
    byte[] xml =
        ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message>"
                + "</Error>")
            .formatted(code, message)
            .getBytes(StandardCharsets.UTF_8);
    ctx.status(status).contentType("text/xml").header("Cache-Control", "no-store");
    if (ctx.method().equals(HandlerType.HEAD)) {
      ctx.res().setContentLengthLong(xml.length);
    } else {
      ctx.result(xml);
    }
  }
}
