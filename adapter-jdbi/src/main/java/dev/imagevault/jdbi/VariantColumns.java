package dev.imagevault.jdbi;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jdbi.v3.core.statement.StatementContext;

/** How a row of {@code user_images_variants} becomes a variant. */
final class VariantColumns {

  /** What {@link #read} reads. */
  static final String ALL =
      "user_id, image_id, name, edge, encoding, s3_key, mime_type, file_size, width, height, status";

  private VariantColumns() {}

  /**
   * Returns the variant of the current row.
   *
   * @throws BackEndException {@code REFUSED} if somebody else wrote it, and no such variant can be
   */
  static Variant read(ResultSet row, StatementContext context) throws SQLException {
    try {
      return new Variant(
          new OwnerId(row.getString("user_id")),
          new ImageId(row.getLong("image_id")),
          spec(row),
          ImageRow.object(row),
          ImageStatus.valueOf(row.getString("status")));
    } catch (IllegalArgumentException e) {
      throw new BackEndException(
          BackEndException.BackEnd.DATABASE,
          BackEndException.Failure.REFUSED,
          "A row of user_images_variants of image "
              + row.getLong("image_id")
              + " is no variant: "
              + e.getMessage(),
          e);
    }
  }

  static VariantSpec spec(ResultSet row) throws SQLException {
    return spec(row.getString("name"), row.getInt("edge"), row.getString("encoding"));
  }

  /** A later release may write others, whose objects this one has to delete all the same. */
  static VariantSpec spec(String name, int edge, String encoding) {
    return new VariantSpec(
        new VariantName(name),
        new RenditionSpec(
            edge,
            Arrays.stream(Encoding.values())
                .filter(known -> known.name().equals(encoding))
                .findFirst()
                .orElse(Encoding.BEST)));
  }
}
