package dev.imagevault.javalin;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.answer.Answer;
import dev.imagevault.javalin.answer.Gate;
import dev.imagevault.javalin.image.DeleteAllHandler;
import dev.imagevault.javalin.image.ImageHandler;
import dev.imagevault.javalin.image.ListingHandler;
import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import dev.imagevault.javalin.server.Budgets;
import dev.imagevault.javalin.server.Observation;
import dev.imagevault.javalin.server.UnambiguousRequests;
import dev.imagevault.javalin.upload.DirectUploadHandler;
import dev.imagevault.javalin.upload.RateLimiter;
import dev.imagevault.javalin.upload.UploadHandler;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Clock;
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

  private final OwnerResolver owners;
  private final Cors cors;
  private final Routes routes;
  private final UploadHandler uploads;
  private final ScheduledExecutorService timer;
  private final String pathPrefix;
  private final boolean directUploads;
  private volatile boolean closed;

  /**
   * Puts the parts together. Until {@link #close} it has threads of its own.
   *
   * @param clock by which the vault signs: tells how much of its life a URL has left
   */
  public ImageApi(ImageVault vault, OwnerResolver owners, ImageApiOptions options, Clock clock) {
    this.owners = owners;
    this.pathPrefix = options.pathPrefix();
    this.directUploads = vault.takesDirectUploads();
    this.cors = new Cors(options.corsOrigins());
    this.timer = timer();
    Gate reads = new Gate(Budgets.READS, Budgets.TURN, timer);
    Gate deletes = new Gate(Budgets.DELETES, Budgets.TURN, timer);
    Gate deletesOfAll = new Gate(Budgets.DELETES_OF_ALL, Budgets.TURN, timer);
    this.uploads =
        new UploadHandler(
            vault,
            options.uploadMemory(),
            options.requestTimeout(),
            options.pathPrefix(),
            options.uploadRate().map(rate -> new RateLimiter(rate.permits(), rate.period())),
            timer);
    ListingHandler listing = new ListingHandler(vault, timer);
    ImageHandler image = new ImageHandler(vault, clock);
    DeleteAllHandler all = new DeleteAllHandler(vault, uploads);
    this.routes =
        new Routes()
            .add("/profile/upload-image", Map.of(POST, Answer.guarded(uploads::receive)))
            .add(
                "/profile/images",
                Map.of(
                    GET, Answer.guarded(reads, listing::list),
                    DELETE, Answer.guarded(deletesOfAll, all::deleteAll)))
            .add(
                "/profile/images/{id}",
                Map.of(
                    GET, Answer.guarded(reads, image::show),
                    DELETE, Answer.guarded(deletes, image::delete)))
            .add(
                "/profile/images/{id}/signed-url",
                Map.of(GET, Answer.guarded(reads, image::signedUrl)));
    if (vault.takesDirectUploads()) {
      DirectUploadHandler direct = uploads.direct();
      routes
          .add("/profile/uploads", Map.of(POST, Answer.guarded(direct::prepare)))
          .add(
              "/profile/uploads/{uploadId}",
              Map.of(DELETE, Answer.guarded(deletes, direct::giveUp)))
          .add(
              "/profile/uploads/{uploadId}/complete",
              Map.of(POST, Answer.guarded(direct::complete)));
    }
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
      Answer.failure(ctx, Authentication.asProblem(ctx, e));
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

  /** Returns whether clients may send files straight to the store. */
  boolean takesDirectUploads() {
    return directUploads;
  }

  /** Returns where a proxy shows the service. */
  String pathPrefix() {
    return pathPrefix;
  }

  /** Returns how many bytes uploads in flight hold. */
  long uploadMemory() {
    return uploads.memoryHeld();
  }

  /** Uploads under way and all requests from now on are answered with 503; the threads are gone. */
  @Override
  public void close() {
    closed = true;
    uploads.stop();
    timer.shutdownNow();
  }
}
