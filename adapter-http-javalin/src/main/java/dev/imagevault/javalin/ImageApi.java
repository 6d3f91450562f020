package dev.imagevault.javalin;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.OwnerId;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Clock;
import java.util.Map;

/**
 * The routes of the image API, to be mounted in a Javalin application. Thread-safe.
 *
 * <pre>{@code
 * ImageApi api =
 *     new ImageApi(vault, context -> currentUser(context), ImageApiOptions.DEFAULT, clock);
 * Javalin.create(config -> api.mount(config.routes, "/api"));
 * }</pre>
 */
public final class ImageApi implements AutoCloseable {

  private final OwnerResolver owners;
  private final Cors cors;
  private final Routes routes;
  private final Uploads uploads;

  /**
   * Puts the parts together. Until {@link #close} it has threads of its own.
   *
   * @param clock by which the vault signs: tells how much of its life a URL has left
   */
  public ImageApi(ImageVault vault, OwnerResolver owners, ImageApiOptions options, Clock clock) {
    this.owners = owners;
    this.cors = new Cors(options.corsOrigins());
    this.uploads = new Uploads(vault, options);
    Images images = new Images(vault, clock);
    Listing listing = new Listing(vault);
    this.routes =
        new Routes()
            .add("/profile/upload-image", Map.of(HandlerType.POST, uploads::receive))
            .add(
                "/profile/images",
                Map.of(HandlerType.GET, listing::list, HandlerType.DELETE, images::deleteAll))
            .add(
                "/profile/images/{id}",
                Map.of(HandlerType.GET, images::show, HandlerType.DELETE, images::delete))
            .add("/profile/images/{id}/signed-url", Map.of(HandlerType.GET, images::signedUrl));
  }

  /**
   * The routes are below the path given, which is theirs alone: whatever else is asked for there is
   * refused, and nothing is answered there without authentication.
   *
   * @param path such as {@code /api}, for {@code /api/profile/images} and so on
   */
  public void mount(RoutesConfig config, String path) {
    config.before(path, ctx -> begin(ctx, path));
    config.before(path + "/*", ctx -> begin(ctx, path));
    routes.mount(config, path);
  }

  private void begin(Context ctx, String path) {
    Answer.begin(ctx);
    ctx.header("Cache-Control", "no-store");
    cors.begin(ctx);
    if (cors.preflight(ctx)) {
      ctx.skipRemainingHandlers();
      return;
    }
    try {
      ctx.attribute(OWNER, owners.resolve(ctx));
      routes.check(ctx.method(), ctx.path().substring(ctx.contextPath().length() + path.length()));
    } catch (RuntimeException e) {
      Answer.failure(ctx, e);
      ctx.skipRemainingHandlers();
    }
  }

  private static final String OWNER = ImageApi.class.getName() + ".owner";

  /** Returns on whose behalf the request is made. */
  static OwnerId owner(Context ctx) {
    OwnerId owner = ctx.attribute(OWNER);
    if (owner == null) {
      throw new IllegalStateException("the request was not authenticated");
    }
    return owner;
  }

  /** What is under way is finished no further, and the threads are gone. */
  @Override
  public void close() {
    uploads.close();
  }
}
