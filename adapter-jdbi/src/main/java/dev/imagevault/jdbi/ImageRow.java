package dev.imagevault.jdbi;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OriginalName;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Sha256;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/** How an image becomes a row of {@code user_images}, and a row an image. */
final class ImageRow {

  /**
   * What {@link #read} reads. Never {@code *}: with that, a column that a newer release adds makes
   * PostgreSQL refuse the statements this one has prepared.
   */
  static final String COLUMNS =
      "id, user_id, s3_key, original_name, mime_type, file_size, width, height, sha256, status,"
          + " created_at, updated_at";

  private ImageRow() {}

  /**
   * Returns the image of the current row.
   *
   * @throws BackEndException {@code REFUSED} where somebody else wrote it, and no such image can be
   */
  static Image read(ResultSet row, StatementContext context) throws SQLException {
    try {
      return image(row);
    } catch (IllegalArgumentException e) {
      throw new BackEndException(
          BackEndException.BackEnd.DATABASE,
          BackEndException.Failure.REFUSED,
          "Row " + row.getLong("id") + " of user_images is no image: " + e.getMessage(),
          e);
    }
  }

  private static Image image(ResultSet row) throws SQLException {
    return new Image(
        new ImageId(row.getLong("id")),
        new OwnerId(row.getString("user_id")),
        new OriginalName(row.getString("original_name")),
        object(row),
        new Sha256(row.getString("sha256")),
        ImageStatus.valueOf(row.getString("status")),
        instant(row, "created_at"),
        instant(row, "updated_at"));
  }

  /** Returns the object of the current row, which has the same columns for any image's. */
  static ImageObject object(ResultSet row) throws SQLException {
    return new ImageObject(
        new ObjectKey(row.getString("s3_key")),
        new MediaType(row.getString("mime_type")),
        row.getLong("file_size"),
        row.getInt("width"),
        row.getInt("height"));
  }

  /** Returns the new image: the row has what the database alone knew. */
  static Image readRecorded(ResultSet row, NewImage image) throws SQLException {
    return readRecorded(row, image, instant(row, "created_at"));
  }

  /** As the other one, of an image that was created before it was recorded. */
  static Image readImported(ResultSet row, NewImage image) throws SQLException {
    return readRecorded(row, image, instant(row, "updated_at"));
  }

  private static Image readRecorded(ResultSet row, NewImage image, Instant now)
      throws SQLException {
    return new Image(
        new ImageId(row.getLong("id")),
        image.owner(),
        image.originalName(),
        image.original(),
        image.sha256(),
        ImageStatus.PENDING,
        instant(row, "created_at"),
        now);
  }

  /** Binds what is known of a new image, by the names of the columns. */
  static Query bind(Query statement, NewImage image) {
    return statement
        .bind("user_id", image.owner().value())
        .bind("s3_key", image.original().key().value())
        .bind("original_name", image.originalName().value())
        .bind("mime_type", image.original().mediaType().value())
        .bind("file_size", image.original().size())
        .bind("width", image.original().width())
        .bind("height", image.original().height())
        .bind("sha256", image.sha256().hex())
        .bind("idempotency_key", image.idempotencyKey().map(Object::toString).orElse(null));
  }

  /**
   * Binds which images are meant, as arrays. All that lock many rows do so in this order, and so do
   * not wait for each other in a circle.
   */
  static <S extends SqlStatement<S>> S bindAll(S statement, Collection<Image> images) {
    List<Image> inOrder = inOrder(images);
    return statement
        .bindArray("owners", String.class, inOrder.stream().map(i -> i.owner().value()).toList())
        .bindArray("numbers", Long.class, inOrder.stream().map(i -> i.id().value()).toList());
  }

  /** As the other one, and binds their keys too. */
  static <S extends SqlStatement<S>> S bindAllWithKeys(S statement, Collection<Image> images) {
    return bindAll(statement, images)
        .bindArray(
            "keys",
            String.class,
            inOrder(images).stream().map(i -> i.original().key().value()).toList());
  }

  private static List<Image> inOrder(Collection<Image> images) {
    return images.stream().sorted(Comparator.comparing(Image::id)).toList();
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
