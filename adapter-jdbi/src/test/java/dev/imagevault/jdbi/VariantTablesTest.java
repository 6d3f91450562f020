package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of variants as PostgreSQL itself keeps them, whoever writes to them. */
class VariantTablesTest {

  private static final String INSERT =
      """
      insert into user_images_variants (user_id, image_id, name, edge, encoding, s3_key, mime_type,
          file_size, width, height)
      select user_id, id, 'thumb', 400, 'BEST', 'users/1/variants/1-%s.jpg', 'image/jpeg', 9, 8, 7
      from user_images""";

  private static TestDatabase database;

  @BeforeAll
  static void createDatabase() throws SQLException {
    database = TestDatabase.migrated();
  }

  @AfterAll
  static void dropDatabase() throws SQLException {
    database.close();
  }

  @BeforeEach
  void insertAVariant() throws SQLException {
    database.empty("public");
    database.execute(
        """
        insert into user_images (user_id, s3_key, original_name, mime_type, file_size, width,
            height, sha256, status, put_started_at)
        values ('1', 'users/1/images/1-a.png', 'a.png', 'image/png', 9, 8, 7, repeat('0', 64),
            'READY', null)""");
    database.execute(INSERT.formatted("a"));
    database.execute(
        "insert into user_images_renderings (user_id, image_id, mime_type)"
            + " select user_id, id, mime_type from user_images");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "user_id = '2'                      | user_images_variants_have_an_image",
        "image_id = 0                       | user_images_variants_have_an_image",
        "name = ''                          | user_images_variant_name_has_a_length",
        "name = repeat('x', 33)             | user_images_variant_name_has_a_length",
        "edge = 0                           | user_images_dimensions_are_positive",
        "encoding = ''                      | user_images_encoding_has_a_length",
        "s3_key = 'elsewhere/a.png'         | user_images_s3_key_has_the_prefix",
        "mime_type = 'text/html'            | user_images_mime_type_is_an_image",
        "file_size = 0                      | user_images_file_size_is_positive",
        "width = 0                          | user_images_dimensions_are_positive",
        "status = 'GONE'                    | user_images_variants_status_is_possible",
        "status = 'READY'                   | user_images_variants_status_is_possible",
        "status = 'DELETING'                | user_images_variants_status_is_possible",
        "next_attempt_at = now()            | user_images_variants_status_is_possible",
        "put_started_at = null              | user_images_variants_status_is_possible",
        "attempts = 1                       | user_images_variants_status_is_possible",
      })
  void anImpossibleVariantIsRefused(String change, String constraint) {
    assertRefused("update user_images_variants set " + change, constraint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "image_id = 0                       | user_images_renderings_have_an_image",
        "state = 'DONE'                     | user_images_renderings_state_is_possible",
        "state = 'FAILED', claim = 1        | user_images_renderings_state_is_possible",
        "tries = -1                         | user_images_renderings_state_is_possible",
        "postponements = -1                 | user_images_renderings_state_is_possible",
      })
  void anImpossibleRenderingIsRefused(String change, String constraint) {
    assertRefused("update user_images_renderings set " + change, constraint);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "variants set status = 'READY', put_started_at = null",
        "variants set status = 'DELETING', next_attempt_at = now(), attempts = 3",
        "variants set encoding = 'AVIF'",
        "renderings set state = 'WEBP_WANTED', claim = 7, tries = 2, postponements = 1",
        "renderings set state = 'FAILED', tries = 3",
      })
  void aPossibleStateIsAccepted(String change) throws SQLException {
    database.execute("update user_images_" + change);
  }

  @Test
  void ofAnImageAndNameOneIsPendingAndOneReady() throws SQLException {
    assertRefused(INSERT.formatted("b"), "user_images_variants_pending_is_unique");
    String publish = "update user_images_variants set status = 'READY', put_started_at = null";
    database.execute(publish);
    database.execute(INSERT.formatted("b"));
    assertRefused(publish, "user_images_variants_ready_is_unique");
    assertRefused(INSERT.formatted("a"), "user_images_variants_pkey");
  }

  @Test
  void anImageGoesOnlyAfterItsVariantsAndWithItsRendering() throws SQLException {
    assertRefused("delete from user_images", "user_images_variants_have_an_image");
    database.execute("delete from user_images_variants");
    database.execute("delete from user_images");
    assertThat(database.number("select count(*) from user_images_renderings")).isZero();
  }

  private static void assertRefused(String sql, String constraint) {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> database.execute(sql))
        .withMessageContaining("\"" + constraint + "\"");
  }
}
