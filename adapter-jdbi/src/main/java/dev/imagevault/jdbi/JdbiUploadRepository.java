package dev.imagevault.jdbi;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageConflictException.Reason;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.UploadGivenUpException;
import dev.imagevault.domain.UploadId;
import dev.imagevault.domain.UploadNotFoundException;
import dev.imagevault.port.UploadAttempt;
import dev.imagevault.port.UploadRepository;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Direct uploads in the table {@code user_images_uploads}, beside the images of the same schema.
 */
final class JdbiUploadRepository implements UploadRepository {

  private final DatabaseCalls database;

  JdbiUploadRepository(DatabaseCalls database) {
    this.database = database;
  }

  @Override
  public void insert(
      OwnerId owner, UploadId id, AnnouncedFile file, Duration timeToLive, Quota quota) {
    database.call(
        "record the direct upload",
        handle ->
            DatabaseCalls.inTransaction(
                handle,
                transaction -> {
                  OwnerUsage.lock(transaction, owner);
                  requireRoom(transaction, owner, file, quota);
                  return of(owner, id, transaction.createUpdate(UploadStatements.INSERT))
                      .bind("file_name", file.name())
                      .bind("file_size", file.size())
                      .bind("sha256", file.sha256().map(Object::toString).orElse(null))
                      .bind("time_to_live", timeToLive.toMillis())
                      .execute();
                }));
  }

  private static void requireRoom(
      Handle transaction, OwnerId owner, AnnouncedFile file, Quota quota) {
    long prepared =
        transaction
            .createQuery(UploadStatements.COUNT_PREPARED)
            .bind("user_id", owner.value())
            .mapTo(Long.class)
            .one();
    if (prepared >= MOST_PREPARED) {
      throw new ImageConflictException(
          Reason.TOO_MANY_UPLOADS,
          MOST_PREPARED + " uploads are prepared; complete or give up some first");
    }
    if (!quota.isUnlimited()) {
      quota.requireRoom(OwnerUsage.read(transaction, owner), file.size());
    }
  }

  @Override
  public AnnouncedFile find(OwnerId owner, UploadId id) {
    return database.call("find upload " + id, handle -> row(handle, owner, id).file());
  }

  @Override
  public UploadAttempt begin(OwnerId owner, UploadId id) {
    return database.call(
        "begin to complete upload " + id,
        handle ->
            of(owner, id, UploadStatements.BEGIN.query(handle))
                .map(
                    (row, context) ->
                        new UploadAttempt(
                            owner,
                            id,
                            RecordedUpload.file(row),
                            row.getInt("attempt"),
                            Optional.empty()))
                .findOne()
                .orElseGet(() -> outcome(handle, owner, id)));
  }

  private static UploadAttempt outcome(Handle handle, OwnerId owner, UploadId id) {
    RecordedUpload row = row(handle, owner, id);
    if (row.refusal().isPresent()) {
      throw row.refusal().get();
    }
    if (!row.status().equals("COMPLETED")) {
      throw row.notIdle();
    }
    Image image =
        UploadStatements.GIVE_TO_REPEAT
            .query(handle)
            .bind("user_id", owner.value())
            .bind("id", row.image())
            .map(ImageRow::read)
            .findOne()
            .orElseThrow(UploadNotFoundException::new);
    return new UploadAttempt(owner, id, row.file(), row.attempt(), Optional.of(image));
  }

  private static RecordedUpload row(Handle handle, OwnerId owner, UploadId id) {
    return of(owner, id, UploadStatements.FIND.query(handle))
        .map(RecordedUpload::read)
        .findOne()
        .orElseThrow(UploadNotFoundException::new);
  }

  @Override
  public Image record(UploadAttempt attempt, NewImage image, Quota quota) {
    return database.call(
        "record the image of upload " + attempt.id(),
        handle ->
            (quota.isUnlimited()
                    ? record(handle, attempt, image)
                    : DatabaseCalls.inTransaction(
                        handle, transaction -> recordWithin(transaction, attempt, image, quota)))
                .orElseThrow(() -> over(handle, attempt)));
  }

  private static Optional<Image> recordWithin(
      Handle transaction, UploadAttempt attempt, NewImage image, Quota quota) {
    OwnerUsage.lock(transaction, attempt.owner());
    int unused = of(attempt, transaction.createUpdate(UploadStatements.WITHDRAW_EARLIER)).execute();
    quota.requireRoom(
        OwnerUsage.readWithout(transaction, attempt.owner(), attempt.id()),
        image.original().size());
    return record(transaction, attempt, image);
  }

  private static Optional<Image> record(Handle handle, UploadAttempt attempt, NewImage image) {
    return ImageRow.bind(of(attempt, UploadStatements.RECORD.query(handle)), image)
        .map((row, context) -> ImageRow.readRecorded(row, image))
        .findOne();
  }

  @Override
  public Image complete(UploadAttempt attempt, ImageId image) {
    return database.call(
        "complete upload " + attempt.id(),
        handle ->
            of(attempt, UploadStatements.COMPLETE.query(handle))
                .bind("id", image.value())
                .map(ImageRow::read)
                .findOne()
                .orElseGet(() -> completed(handle, attempt, image)));
  }

  private static Image completed(Handle handle, UploadAttempt attempt, ImageId image) {
    boolean done =
        of(attempt.owner(), attempt.id(), UploadStatements.FIND_COMPLETED.query(handle))
            .bind("id", image.value())
            .map(
                (row, context) -> {
                  if (row.getBoolean("withdrawn")) {
                    throw withdrawn();
                  }
                  return row.getBoolean("done");
                })
            .findOne()
            .orElse(false);
    return Statements.FIND
        .query(handle)
        .bind("user_id", attempt.owner().value())
        .bind("id", image.value())
        .map(ImageRow::read)
        .findOne()
        .filter(found -> done)
        .orElseThrow(UploadGivenUpException::new);
  }

  private static RuntimeException over(Handle handle, UploadAttempt attempt) {
    return of(attempt.owner(), attempt.id(), UploadStatements.FIND.query(handle))
        .map(RecordedUpload::read)
        .findOne()
        .filter(row -> row.status().equals("WITHDRAWN"))
        .<RuntimeException>map(row -> withdrawn())
        .orElseGet(UploadGivenUpException::new);
  }

  private static ImageConflictException withdrawn() {
    return new ImageConflictException(
        Reason.WITHDRAWN, "All images were deleted while this upload was under way");
  }

  @Override
  public void release(UploadAttempt attempt) {
    database.call(
        "release upload " + attempt.id(),
        handle -> of(attempt, UploadStatements.RELEASE.update(handle)).execute());
  }

  @Override
  public void withdraw(OwnerId owner, UploadId id, ImageId image, boolean putIsOver) {
    database.call(
        "withdraw upload " + id,
        handle ->
            DatabaseCalls.inTransaction(
                handle, transaction -> withdraw(transaction, owner, id, image, putIsOver)));
  }

  private static int withdraw(
      Handle transaction, OwnerId owner, UploadId id, ImageId image, boolean putIsOver) {
    var unused =
        of(owner, id, transaction.createQuery(UploadStatements.LOCK)).mapTo(String.class).list();
    int withdrawn =
        Statements.WITHDRAW
            .update(transaction)
            .bind("put_is_over", putIsOver)
            .bind("user_id", owner.value())
            .bind("id", image.value())
            .execute();
    return of(owner, id, transaction.createUpdate(UploadStatements.PREPARE_AGAIN))
        .bind("id", image.value())
        .bind("withdrawn", withdrawn > 0)
        .execute();
  }

  @Override
  public void refuse(UploadAttempt attempt, ImageRejectedException why) {
    database.call(
        "refuse upload " + attempt.id(),
        handle ->
            of(attempt, UploadStatements.REFUSE.update(handle))
                .bind("refusal", why.reason().name())
                .bind("message", Objects.requireNonNullElse(why.getMessage(), ""))
                .execute());
  }

  @Override
  public void giveUp(OwnerId owner, UploadId id) {
    database.call(
        "give up upload " + id,
        handle -> {
          if (of(owner, id, UploadStatements.GIVE_UP.update(handle)).execute() == 0) {
            throw row(handle, owner, id).notIdle();
          }
          return true;
        });
  }

  @Override
  public List<ObjectKey> claim(int limit) {
    if (limit < 1 || limit > 1000) {
      throw new IllegalArgumentException("a limit is between 1 and 1000, not " + limit);
    }
    return database.call(
        "claim direct uploads",
        handle ->
            UploadStatements.CLAIM
                .query(handle)
                .bind("limit", limit)
                .map(
                    (row, context) ->
                        ObjectKey.incoming(
                            new OwnerId(row.getString("user_id")),
                            new UploadId(row.getString("upload_id"))))
                .list());
  }

  @Override
  public int deleted(Collection<ObjectKey> keys) {
    if (keys.isEmpty()) {
      return 0;
    }
    // All lock rows in one order, so that two at once do not wait for each other.
    List<ObjectKey> inOrder = keys.stream().sorted().toList();
    return database.call(
        "note deleted files",
        handle ->
            UploadStatements.DELETED
                .query(handle)
                .bindArray(
                    "owners",
                    String.class,
                    inOrder.stream().map(key -> key.owner().value()).toList())
                .bindArray(
                    "uploads",
                    String.class,
                    inOrder.stream().map(key -> key.uploadId().value()).toList())
                .mapTo(Integer.class)
                .one());
  }

  @Override
  public boolean isKnown(ObjectKey key) {
    return database.call(
        "find the upload of a file",
        handle ->
            of(key.owner(), key.uploadId(), UploadStatements.IS_KNOWN.query(handle))
                .mapTo(Boolean.class)
                .one());
  }

  private static <S extends SqlStatement<S>> S of(UploadAttempt attempt, S statement) {
    return of(attempt.owner(), attempt.id(), statement).bind("attempt", attempt.number());
  }

  private static <S extends SqlStatement<S>> S of(OwnerId owner, UploadId id, S statement) {
    return statement.bind("user_id", owner.value()).bind("upload_id", id.value());
  }
}
