package dev.imagevault.jdbi;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.Usage;
import dev.imagevault.port.Backlog;
import dev.imagevault.port.Claim;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.VariantRepository;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Images in the table {@code user_images} that {@link Schema} makes. Thread-safe; any number of
 * processes may share one database. All times are PostgreSQL's.
 *
 * <p>Every change is one statement that commits itself, except where an idempotency key is taken,
 * where there is a quota, and in {@link #deleteAll}. All rely on PostgreSQL's default isolation,
 * read committed, in which a statement that waited for a row goes by what became of it.
 *
 * <p>PostgreSQL gives a statement up after {@link #STATEMENT_TIMEOUT}. How long a connection is
 * waited for, and how long a silent network, is for the data source to say ({@code connectTimeout}
 * and {@code socketTimeout} of the driver, {@code connectionTimeout} of HikariCP).
 */
public final class JdbiImageRepository implements ImageRepository {

  /** How long one statement may take. */
  public static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(3);

  /** How long {@link #deleteAll} may take. */
  public static final Duration DELETE_ALL_TIMEOUT = Duration.ofSeconds(20);

  private final DatabaseCalls database;

  /**
   * Nothing is connected to yet.
   *
   * @param dataSource gives one connection per call, which is given back before the call returns
   *     and takes part in no transaction of the host's
   */
  public JdbiImageRepository(DataSource dataSource) {
    this(dataSource, () -> {});
  }

  /**
   * As the other one. The server may be replaced by another while connections to it live on, as
   * after a failover.
   *
   * @param renewal has the data source's pool give new connections only, such as {@code
   *     pool.getHikariPoolMXBean()::softEvictConnections}. It is run when a connection's server
   *     says that it is read-only or shutting down, at most once a second; what was asked for is
   *     then asked again once
   */
  public JdbiImageRepository(DataSource dataSource, Runnable renewal) {
    this(dataSource, renewal, true);
  }

  /** For the tests, which can do without recognising poolers. */
  JdbiImageRepository(DataSource dataSource, Runnable renewal, boolean recognising) {
    this(new DatabaseCalls(dataSource, STATEMENT_TIMEOUT, renewal, recognising));
  }

  private JdbiImageRepository(DatabaseCalls database) {
    this.database = database;
  }

  /**
   * Returns this repository with its table in the schema of that name, which every statement says:
   * your own tables can be in another, and the connections' {@code search_path} is as you like.
   *
   * @param schema as {@link Schema#named} takes it
   * @throws IllegalArgumentException if that is no name
   */
  public JdbiImageRepository inSchema(String schema) {
    return new JdbiImageRepository(database.with(TableName.in(schema)));
  }

  /** Returns the variants of these images, beside them in the same schema. */
  public VariantRepository variants() {
    return new JdbiVariantRepository(database);
  }

  /** Returns the queue of these images, beside them in the same schema. */
  public RenderingQueue renderings() {
    return new JdbiRenderingQueue(database);
  }

  /** Returns the direct uploads beside these images, in the same schema. */
  public UploadRepository uploads() {
    return new JdbiUploadRepository(database);
  }

  /**
   * Returns where imports of images take turns, beside these images in the same schema. An import
   * keeps one connection until it is closed.
   */
  public ImportRepository imports() {
    return new JdbiImportRepository(database);
  }

  @Override
  public Image insert(NewImage image, Quota quota) {
    return database.call("record the image", handle -> new Insertion(handle, image, quota).run());
  }

  @Override
  public Usage usage(OwnerId owner) {
    return database.call("count a user's images", handle -> OwnerUsage.read(handle, owner));
  }

  @Override
  public Optional<Image> publish(OwnerId owner, ImageId id) {
    return database.call(
        "publish image " + id,
        handle ->
            findOne(Statements.PUBLISH.query(handle), owner, id)
                .or(() -> findPublished(handle, owner, id)));
  }

  private static Optional<Image> findPublished(Handle handle, OwnerId owner, ImageId id) {
    Optional<Image> found = findOne(Statements.FIND_PUBLISHED.query(handle), owner, id);
    if (found.isPresent() && found.get().status() != ImageStatus.READY) {
      throw new ImageConflictException(
          ImageConflictException.Reason.WITHDRAWN,
          "All images were deleted while this upload was under way");
    }
    return found;
  }

  @Override
  public void withdraw(OwnerId owner, ImageId id, boolean putIsOver) {
    database.call(
        "withdraw image " + id,
        handle ->
            Statements.WITHDRAW
                .update(handle)
                .bind("put_is_over", putIsOver)
                .bind("user_id", owner.value())
                .bind("id", id.value())
                .execute());
  }

  @Override
  public Optional<Image> delete(OwnerId owner, ImageId id) {
    return database.call(
        "delete image " + id, handle -> findOne(Statements.DELETE.query(handle), owner, id));
  }

  /**
   * {@inheritDoc}
   *
   * <p>One transaction of several statements. For more images than can be done in {@link
   * #DELETE_ALL_TIMEOUT}, which are some hundred thousand, it throws and changes nothing.
   */
  @Override
  public int deleteAll(OwnerId owner) {
    return database.call(
        "delete all images of a user",
        handle ->
            DatabaseCalls.inTransaction(
                handle, transaction -> new DeletionOfAll(transaction, owner).run()));
  }

  @Override
  public Optional<Image> find(OwnerId owner, ImageId id) {
    return database.call(
        "find image " + id, handle -> findOne(Statements.FIND.query(handle), owner, id));
  }

  @Override
  public ImagePage page(OwnerId owner, ImageCursor from, int limit) {
    requireLimit(limit);
    List<Image> found =
        database.call(
            "list images",
            handle ->
                Statements.PAGE
                    .query(handle)
                    .bind("user_id", owner.value())
                    .bind("before", from.below())
                    .bind("limit", limit + 1)
                    .map(ImageRow::read)
                    .list());
    return ImagePage.of(found, limit);
  }

  @Override
  public List<Claim> claimUnfinished(Duration olderThan, Duration latePut, int limit) {
    requireLimit(limit);
    return database.call(
        "claim unfinished images", handle -> Claiming.claim(handle, olderThan, latePut, limit));
  }

  @Override
  public void remove(Collection<Image> images) {
    if (images.isEmpty()) {
      return;
    }
    database.call(
        "remove images",
        handle -> ImageRow.bindAllWithKeys(Statements.REMOVE.update(handle), images).execute());
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of each kind, no more than 100,000 are counted.
   */
  @Override
  public Backlog backlog() {
    return database.call("count unfinished images", Counting::read);
  }

  @Override
  public List<Image> pageByKey(String after, int limit) {
    requireLimit(limit);
    return database.call(
        "list images by key",
        handle ->
            Statements.PAGE_BY_KEY
                .query(handle)
                .bind("after", after)
                .bind("limit", limit)
                .map(ImageRow::read)
                .list());
  }

  @Override
  public Optional<Image> findByKey(ObjectKey key) {
    return database.call(
        "find an image by its key",
        handle ->
            Statements.FIND_BY_KEY
                .query(handle)
                .bind("user_id", key.owner().value())
                .bind("s3_key", key.value())
                .map(ImageRow::read)
                .findOne());
  }

  @Override
  public void ping() {
    database.call("answer", handle -> Statements.PING.query(handle).mapTo(int.class).one());
  }

  private static Optional<Image> findOne(Query query, OwnerId owner, ImageId id) {
    return query
        .bind("user_id", owner.value())
        .bind("id", id.value())
        .map(ImageRow::read)
        .findOne();
  }

  static void requireLimit(int limit) {
    if (limit < 1 || limit > 1000) {
      throw new IllegalArgumentException("a limit is between 1 and 1000, not " + limit);
    }
  }
}
