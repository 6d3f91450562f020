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

/** The table as PostgreSQL itself keeps it, whoever writes to it. */
class UserImagesTableTest {

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
  void insertAnImage() throws SQLException {
    database.empty("public");
    database.execute(
        """
        insert into user_images (user_id, s3_key, original_name, mime_type, file_size, width,
            height, sha256, idempotency_key)
        values ('1', 'users/1/images/1-a.png', 'a.png', 'image/png', 9, 8, 7, repeat('0', 64),
            'key')""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "user_id = ''                              | user_images_user_id_has_a_length",
        "user_id = repeat('x', 129)                | user_images_user_id_has_a_length",
        "s3_key = 'elsewhere/a.png'                | user_images_s3_key_has_the_prefix",
        "original_name = ''                        | user_images_original_name_has_a_length",
        "original_name = repeat('x', 256)          | user_images_original_name_has_a_length",
        "mime_type = 'text/html'                   | user_images_mime_type_is_an_image",
        "file_size = 0                             | user_images_file_size_is_positive",
        "width = 0                                 | user_images_dimensions_are_positive",
        "height = -1                               | user_images_dimensions_are_positive",
        "sha256 = repeat('0', 63)                  | user_images_sha256_is_hexadecimal",
        "sha256 = repeat('A', 64)                  | user_images_sha256_is_hexadecimal",
        "status = 'GONE'                           | user_images_status_is_possible",
        "idempotency_key = ''                      | user_images_idempotency_key_has_a_length",
        "idempotency_key = repeat('x', 256)        | user_images_idempotency_key_has_a_length",
        "status = 'READY'                          | user_images_status_is_possible",
        "status = 'DELETING', next_attempt_at = now() | user_images_status_is_possible",
        "status = 'DELETING', idempotency_key = null | user_images_status_is_possible",
        "next_attempt_at = now()                   | user_images_status_is_possible",
        "put_started_at = null                     | user_images_status_is_possible",
        "given_to_repeat = true                    | user_images_status_is_possible",
        "withdrawn_by_owner = true                 | user_images_status_is_possible",
        "attempts = 1                              | user_images_status_is_possible",
        "attempts = -1                             | user_images_status_is_possible",
      })
  void anImpossibleStateIsRefused(String change, String constraint) {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> database.execute("update user_images set " + change))
        .withMessageContaining("\"" + constraint + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status = 'READY', put_started_at = null",
        "status = 'READY', put_started_at = null, given_to_repeat = true",
        "status = 'DELETING', next_attempt_at = now(), idempotency_key = null, attempts = 3",
        "user_id = repeat('ü', 128)",
        "original_name = repeat('🍓', 255)",
      })
  void aPossibleStateIsAccepted(String change) throws SQLException {
    database.execute("update user_images set " + change);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'1' | 'users/1/images/1-a.png' | null  | user_images_s3_key_is_unique",
        "'1' | 'users/1/images/1-b.png' | 'key' | user_images_idempotency_key_is_unique",
      })
  void aSecondOfItsKindIsRefused(String user, String key, String idempotencyKey, String index) {
    String second =
        """
        insert into user_images (user_id, s3_key, original_name, mime_type, file_size, width,
            height, sha256, idempotency_key)
        values (%s, %s, 'a.png', 'image/png', 9, 8, 7, repeat('0', 64), %s)"""
            .formatted(user, key, idempotencyKey);
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> database.execute(second))
        .withMessageContaining("\"" + index + "\"");
  }

  @Test
  void theIdIsPostgresAlone() {
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> database.execute("update user_images set id = 7"))
        .withMessageContaining("GENERATED ALWAYS");
  }

  @Test
  void idsAndKeysAreComparedByteByByteWhateverTheDatabaseDoes() {
    String columns =
        """
        select attname from pg_attribute
        where attrelid = 'user_images'::regclass and attname <> 'sha256'
          and attcollation = 'pg_catalog."C"'::regcollation""";
    assertThat(database.strings(columns))
        .containsExactlyInAnyOrder("user_id", "s3_key", "idempotency_key");
  }
}
