package dev.imagevault.app.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTimeTest {

  @ParameterizedTest
  @CsvSource({
    "2024-02-29T12:34:56.789Z, 2024-02-29T12:34:56.789Z",
    "2024-02-29T12:34:56+02:00, 2024-02-29T10:34:56Z",
    "2024-02-29 12:34:56.789+00, 2024-02-29T12:34:56.789Z",
    "2024-02-29 12:34:56+05:30, 2024-02-29T07:04:56Z",
    "2024-02-29 12:34:56 +0530, 2024-02-29T07:04:56Z",
    "2024-02-29 12:34:56, 2024-02-29T12:34:56Z",
    "2024-02-29, 2024-02-29T00:00:00Z"
  })
  void isReadAsDatabasesWriteIt(String text, Instant expected) {
    assertThat(SourceTime.parse(text)).contains(expected);
  }

  @Test
  void mayBeMissing() {
    assertThat(SourceTime.parse(" ")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"soon", "29.02.2024", "2023-02-29", "1709210096789", "2024-02-29T25:00:00Z"})
  void isNotGuessed(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SourceTime.parse(text))
        .withMessageContaining("createdAt");
  }
}
