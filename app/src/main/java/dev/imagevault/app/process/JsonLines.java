package dev.imagevault.app.process;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * Writes each event of the log as one JSON object on one line, with its key-value pairs as members.
 * A line is visible ASCII, whatever the event holds, so that nothing in it can begin another line,
 * or move a terminal's cursor.
 */
public final class JsonLines extends EncoderBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** What an event has besides; no pair takes their place. */
  private static final Set<String> OWN =
      Set.of("timestamp", "level", "logger", "thread", "message", "error");

  private final ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();
  private final JsonFactory json =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build()
          .setCharacterEscapes(new DeleteToo());

  /** Made by logback. */
  public JsonLines() {}

  /** Beside what JSON itself wants escaped. */
  private static final class DeleteToo extends CharacterEscapes {

    private static final long serialVersionUID = 1L;

    private final int[] escapes = standardAsciiEscapesForJSON();

    DeleteToo() {
      escapes[0x7f] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null;
    }
  }

  @Override
  public void start() {
    stackTraces.setOptionList(List.of("full"));
    stackTraces.start();
    super.start();
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator line = json.createGenerator(out)) {
      line.writeStartObject();
      line.writeStringField("timestamp", TIME.format(Instant.ofEpochMilli(event.getTimeStamp())));
      line.writeStringField("level", event.getLevel().toString());
      line.writeStringField("logger", event.getLoggerName());
      line.writeStringField("thread", event.getThreadName());
      line.writeStringField("message", event.getFormattedMessage());
      writePairs(line, event.getKeyValuePairs());
      if (event.getThrowableProxy() != null) {
        line.writeStringField("error", stackTraces.convert(event));
      }
      line.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    out.writeBytes("\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  private static void writePairs(JsonGenerator line, @Nullable List<KeyValuePair> pairs)
      throws IOException {
    if (pairs == null) {
      return;
    }
    Set<String> written = new HashSet<>(OWN);
    for (KeyValuePair pair : pairs) {
      if (!written.add(pair.key)) {
        continue;
      }
      if (pair.value instanceof Integer || pair.value instanceof Long) {
        line.writeNumberField(pair.key, ((Number) pair.value).longValue());
      } else if (pair.value instanceof Double number && Double.isFinite(number)) {
        line.writeNumberField(pair.key, number);
      } else {
        line.writeStringField(pair.key, String.valueOf(pair.value));
      }
    }
  }
}
