package dev.imagevault.javalin;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.OwnerId;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.regex.Pattern;

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

  private static final Pattern MOUNT_PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)+");
  private static final String OWNER = ImageApi.class.getName() + ".owner";

  /**
   * Requests that wait for different things wait apart, and all together are fewer than a server
   * has threads: those who hang leave the others theirs.
   */
  private static final int READS_AT_ONCE = 64;

  private static final int DELETES_AT_ONCE = 16;

  /** Each may take the database long. */
  private static final int DELETES_OF_ALL_AT_ONCE = 4;

  /** Leaves most of the thirty seconds that a request may take to the work itself. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(4);

  private final OwnerResolver owners;
  private final Cors cors;
  private final Routes routes;
  private final UploadHandler uploads;
  private final ScheduledExecutorService timer;
  private final String pathPrefix;
  private volatile boolean closed;

  /**
   * Puts the parts together. Until {@link #close} it has threads of its own.
   *
   * @param clock by which the vault signs: tells how much of its life a URL has left
   */
  public ImageApi(ImageVault vault, OwnerResolver owners, ImageApiOptions options, Clock clock) {
    this.owners = owners;
    this.pathPrefix = options.pathPrefix();
    this.cors = new Cors(options.corsOrigins());
    this.timer = timer();
    Gate reads = new Gate(READS_AT_ONCE, LONGEST_WAIT, timer);
    Gate deletes = new Gate(DELETES_AT_ONCE, LONGEST_WAIT, timer);
    Gate deletesOfAll = new Gate(DELETES_OF_ALL_AT_ONCE, LONGEST_WAIT, timer);
    this.uploads = new UploadHandler(vault, options, timer);
    Listing listing = new Listing(vault, timer);
    Images images = new Images(vault, clock, uploads);
    this.routes =
        new Routes()
            .add("/profile/upload-image", Map.of(POST, Answer.guarded(uploads::receive)))
            .add(
                "/profile/images",
                Map.of(
                    GET, Answer.guarded(reads, listing::list),
                    DELETE, Answer.guarded(deletesOfAll, images::deleteAll)))
            .add(
                "/profile/images/{id}",
                Map.of(
                    GET, Answer.guarded(reads, images::show),
                    DELETE, Answer.guarded(deletes, images::delete)))
            .add(
                "/profile/images/{id}/signed-url",
                Map.of(GET, Answer.guarded(reads, images::signedUrl)));
  }

  /** Its tasks are short: they hand over what takes longer to the server's threads. */
  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "imagevault-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /**
   * The routes are below the path given, which is theirs alone: whatever else is asked for there is
   * refused, and nothing is answered there without authentication.
   *
   * @param path such as {@code /api}, for {@code /api/profile/images} and so on: literal segments,
   *     each after a slash
   */
  public void mount(RoutesConfig config, String path) {
    if (!MOUNT_PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "The path has to be literal segments, each after a slash, such as /api, not " + path);
    }
    config.before(path, ctx -> begin(ctx, path));
    config.before(path + "/*", ctx -> begin(ctx, path));
    routes.mount(config, path);
  }

  private void begin(Context ctx, String path) {
    Answer.begin(ctx);
    Observation observation = Observation.of(ctx);
    observation.api();
    ctx.header("Cache-Control", "no-store");
    cors.begin(ctx);
    if (cors.preflight(ctx)) {
      ctx.skipRemainingHandlers();
      return;
    }
    try {
      OwnerId owner = owners.resolve(ctx);
      ctx.attribute(OWNER, owner);
      observation.owner(owner);
      String method = ctx.req().getMethod();
      routes.check(method, pathBelow(ctx, path), template -> observation.route(path + template));
      if (!ctx.method().name().equals(method)) {
        throw new ProblemException(
            ProblemCode.INVALID_REQUEST,
            "The request line alone says the method; send no "
                + UnambiguousRequests.METHOD_OVERRIDE);
      }
      if (closed) {
        throw UploadHandler.stopping();
      }
    } catch (RuntimeException e) {
      Answer.failure(ctx, e);
    }
  }

  /**
   * A host may be lenient about slashes and case; what is lenient here could delete by accident.
   */
  private static String pathBelow(Context ctx, String path) {
    String prefix = ctx.contextPath() + path;
    if (!ctx.path().startsWith(prefix)) {
      throw new ProblemException(Problem.notFound());
    }
    return ctx.path().substring(prefix.length());
  }

  /** Returns on whose behalf the request is made. */
  static OwnerId owner(Context ctx) {
    OwnerId owner = ctx.attribute(OWNER);
    if (owner == null) {
      throw new IllegalStateException("the request was not authenticated");
    }
    return owner;
  }

  /** Returns where a proxy shows the service. */
  String pathPrefix() {
    return pathPrefix;
  }

  /** Returns how many bytes uploads in flight hold. */
  long uploadMemory() {
    return uploads.memoryHeld();
  }

  /**
   * UploadHandler under way and all requests from now on are answered with 503; the threads are
   * gone.
   */
  @Override
  public void close() {
    closed = true;
    uploads.stop();
    timer.shutdownNow();
  }
}
