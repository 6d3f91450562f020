package dev.imagevault.app.moving;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/** When an image was created, as sources write it. */
final class SourceTime {

  /** Such as 2024-02-29T12:34:56.789Z, and 2024-02-29 12:34:56+00 as psql writes it. */
  private static final DateTimeFormatter FORMAT =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][ ]")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendPattern("[ ][XXXXX][XXX][X]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private SourceTime() {}

  /**
   * Returns the time that the text says, in UTC if it says no zone; empty if there is no text.
   *
   * @throws IllegalArgumentException it says none
   */
  static Optional<Instant> parse(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      TemporalAccessor time =
          FORMAT.parseBest(
              text.strip(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      if (time instanceof OffsetDateTime exact) {
        return Optional.of(exact.toInstant());
      }
      LocalDateTime local =
          time instanceof LocalDateTime known ? known : LocalDate.from(time).atStartOfDay();
      return Optional.of(local.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "its createdAt is no time such as 2024-02-29T12:34:56Z", e);
    }
  }
}
