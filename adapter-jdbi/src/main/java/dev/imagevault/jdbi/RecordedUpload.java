package dev.imagevault.jdbi;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.Sha256;
import dev.imagevault.domain.UploadNotFoundException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code user_images_uploads}.
 *
 * @param image 0 if it has none
 * @param completable whether it is PREPARED, and may be completed
 */
record RecordedUpload(
    AnnouncedFile file,
    String status,
    int attempt,
    long image,
    Optional<ImageRejectedException> refusal,
    boolean completable) {

  static RecordedUpload read(ResultSet row, StatementContext context) throws SQLException {
    return new RecordedUpload(
        file(row),
        row.getString("status"),
        row.getInt("attempt"),
        row.getLong("image_id"),
        refusal(row.getString("refusal"), row.getString("refusal_message")),
        row.getBoolean("completable"));
  }

  static AnnouncedFile file(ResultSet row) throws SQLException {
    return new AnnouncedFile(
        row.getString("file_name"),
        row.getLong("file_size"),
        Optional.ofNullable(row.getString("sha256")).map(Sha256::new));
  }

  /** A later release may know more reasons. */
  private static Optional<ImageRejectedException> refusal(
      @Nullable String name, @Nullable String message) {
    return Optional.ofNullable(name)
        .map(
            known ->
                new ImageRejectedException(
                    Arrays.stream(ImageRejectedException.Reason.values())
                        .filter(reason -> reason.name().equals(known))
                        .findFirst()
                        .orElse(ImageRejectedException.Reason.INVALID),
                    String.valueOf(message)));
  }

  /** Returns why nobody can begin to complete it, or give it up. */
  ImageException notIdle() {
    return completable
        ? new ImageConflictException(
            ImageConflictException.Reason.UPLOAD_IN_PROGRESS,
            "The upload is being completed; try again in a second")
        : new UploadNotFoundException();
  }
}
