package dev.imagevault.jdbi;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImportedImage;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.Origin;
import dev.imagevault.domain.Sha256;
import dev.imagevault.port.ImportRun;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** One import into the table {@code user_images}, for as long as it has its {@link ImportTurn}. */
final class JdbiImportRun implements ImportRun {

  /** In which all inserts under way end, which hold the table for the length of one statement. */
  private static final String LOCK_TIMEOUT = "2500ms";

  private final DatabaseCalls database;
  private final ImportTurn turn;

  /** Whose id each is that this import has begun and not finished. */
  private final Map<ImageId, NewImage> underWay = new ConcurrentHashMap<>();

  JdbiImportRun(DatabaseCalls database, ImportTurn turn) {
    this.database = database;
    this.turn = turn;
  }

  @Override
  public void reserve(ImageId greatest) {
    turn.keep();
    database.call(
        "move the counter of ids past " + greatest + ", the sequence that it may read and update",
        handle -> DatabaseCalls.inTransaction(handle, in -> moveIdsPast(greatest, in)));
  }

  /**
   * While the table is locked nobody takes an id, so that the counter cannot be moved back from
   * what somebody has just taken it to.
   */
  private boolean moveIdsPast(ImageId greatest, Handle transaction) {
    String table = database.table("user_images");
    String sequence =
        transaction
            .createQuery("select pg_get_serial_sequence(:table, 'id')")
            .bind("table", table)
            .mapTo(String.class)
            .one();
    String isBehind =
        "last_value < %1$d or last_value = %1$d and not is_called".formatted(greatest.value());
    if (isTrue("select " + isBehind + " from " + sequence, transaction)) {
      transaction.execute("set local lock_timeout = '" + LOCK_TIMEOUT + "'");
      transaction.execute("lock table " + table + " in share row exclusive mode");
      var unused =
          transaction
              .createQuery(
                  "select setval('%s', %d) from %s where %s"
                      .formatted(sequence.replace("'", "''"), greatest.value(), sequence, isBehind))
              .mapTo(Long.class)
              .findOne();
    }
    return true;
  }

  private static boolean isTrue(String query, Handle handle) {
    return handle.createQuery(query).mapTo(Boolean.class).one();
  }

  @Override
  public Set<Origin> imported(Collection<Origin> origins) {
    turn.keep();
    return database.call(
        "look for what was imported",
        handle ->
            new HashSet<>(
                ImportStatements.IMPORTED
                    .query(handle)
                    .bindArray(
                        "origins", String.class, origins.stream().map(Origin::toString).toList())
                    .map((row, context) -> new Origin(new Sha256(row.getString("origin"))))
                    .list()));
  }

  @Override
  public boolean isTaken(ImageId id) {
    turn.keep();
    return underWay.containsKey(id)
        || database.call(
            "look for image " + id,
            handle ->
                ImportStatements.IS_TAKEN
                    .query(handle)
                    .bind("id", id.value())
                    .mapTo(Boolean.class)
                    .one());
  }

  @Override
  public Optional<Image> insert(ImportedImage image) {
    turn.keep();
    if (image.id().isEmpty()) {
      return insert(image, ImportStatements.INSERT_WITHOUT_ID);
    }
    ImageId id = image.id().get();
    if (underWay.putIfAbsent(id, image.image()) != null) {
      return Optional.empty();
    }
    Optional<Image> inserted = Optional.empty();
    try {
      inserted = insert(image, ImportStatements.INSERT_WITH_ID);
      return inserted;
    } finally {
      if (inserted.isEmpty()) {
        underWay.remove(id);
      }
    }
  }

  private Optional<Image> insert(ImportedImage image, NamedStatement statement) {
    return database.call(
        "record the import",
        handle ->
            insert(handle, image, statement)
                .or(
                    () ->
                        DatabaseCalls.inTransaction(
                            handle, in -> insertInPlace(in, image, statement))));
  }

  /** Returns empty if another image has the id. */
  private static Optional<Image> insert(
      Handle handle, ImportedImage image, NamedStatement statement) {
    Query query = ImageRow.bind(statement.query(handle), image.image());
    image.id().ifPresent(id -> query.bind("id", id.value()));
    return query
        .bind("created_at", image.createdAt().map(JdbiImportRun::stored).orElse(null))
        .map((row, context) -> ImageRow.readImported(row, image.image()))
        .findOne();
  }

  private static OffsetDateTime stored(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
  }

  /** As {@link #insert}, in the place of what an attempt that is over left. */
  private static Optional<Image> insertInPlace(
      Handle transaction, ImportedImage image, NamedStatement statement) {
    int moved =
        ImportStatements.MOVE_AWAY
            .update(transaction)
            .bind("id", image.id().orElseThrow().value())
            .execute();
    return moved == 0 ? Optional.empty() : insert(transaction, image, statement);
  }

  @Override
  public Optional<Image> publish(Image image, Origin origin) {
    turn.keep();
    Optional<Image> published =
        database.call(
            "publish image " + image.id(),
            handle ->
                find(ImportStatements.PUBLISH.query(handle), image, origin)
                    .or(() -> find(ImportStatements.FIND_PUBLISHED.query(handle), image, origin)));
    underWay.remove(image.id());
    return published;
  }

  private static Optional<Image> find(Query query, Image image, Origin origin) {
    return of(image, query).bind("origin", origin.toString()).map(ImageRow::read).findOne();
  }

  private static <S extends SqlStatement<S>> S of(Image image, S statement) {
    return statement
        .bind("user_id", image.owner().value())
        .bind("id", image.id().value())
        .bind("s3_key", image.original().key().value());
  }

  @Override
  public void withdraw(Image image, boolean putIsOver) {
    turn.keep();
    database.call(
        "withdraw image " + image.id(),
        handle ->
            of(image, ImportStatements.WITHDRAW.update(handle))
                .bind("put_is_over", putIsOver)
                .execute());
    underWay.remove(image.id());
  }

  @Override
  public void close() {
    turn.close();
  }
}
