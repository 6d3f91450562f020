package dev.imagevault.app.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.app.Main;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/** Whatever is logged, nobody but us begins a line of the log. */
class LogFormatTest {

  private static final String FORGED = "22:00:00.000 ERROR Forged - {\"level\":\"ERROR\"}";

  /** What ends a line somewhere, moves a cursor, or turns the direction of writing. */
  private static final String HOSTILE =
      "a\r\n" + FORGED + "\u0085b\u2028c\u2029d\u001b[2J\u009b2Je\u202ef\u0000g\u007f\u000bh\"}";

  private final LoggerContext context = new LoggerContext();
  private final Logger logger = context.getLogger("dev.imagevault.app.Test");

  private String encoded(
      Encoder<ILoggingEvent> encoder, @Nullable Throwable failure, KeyValuePair... pairs) {
    LoggingEvent event =
        new LoggingEvent("test", logger, Level.WARN, "It says {}", failure, new Object[] {HOSTILE});
    event.setKeyValuePairs(List.of(pairs));
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  private static Throwable failure() {
    return new IllegalStateException(
        HOSTILE, new IllegalArgumentException("because\n" + FORGED + "\u001b[2J"));
  }

  @Test
  void aJsonLineIsOneObjectOfVisibleAscii() throws Exception {
    JsonLines json = new JsonLines();
    json.setContext(context);
    json.start();
    String line =
        encoded(
            json,
            failure(),
            new KeyValuePair("userId", HOSTILE),
            new KeyValuePair("status", 201),
            new KeyValuePair("durationMs", 1.25),
            new KeyValuePair("level", "INFO"),
            new KeyValuePair("userId", "another"));
    assertThat(line).matches("[ -~]+\n");
    JsonNode object = new ObjectMapper().readTree(line);
    assertThat(object.get("timestamp").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{3}Z");
    assertThat(object.get("level").asText()).isEqualTo("WARN");
    assertThat(object.get("logger").asText()).isEqualTo("dev.imagevault.app.Test");
    assertThat(object.get("message").asText()).isEqualTo("It says " + HOSTILE);
    assertThat(object.get("userId").asText()).isEqualTo(HOSTILE);
    assertThat(object.get("status").isInt()).isTrue();
    assertThat(object.get("durationMs").asDouble()).isEqualTo(1.25);
    assertThat(object.get("error").asText())
        .startsWith("java.lang.IllegalStateException: " + HOSTILE)
        .contains("\tat ", "LogFormatTest", "Caused by: java.lang.IllegalArgumentException");
  }

  @Test
  @SuppressWarnings("unchecked")
  void aReadableLineIsOneLineAndItsStackTraceIsIndented() throws Exception {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(Main.class.getResource("/logback.xml"));
    OutputStreamAppender<ILoggingEvent> appender =
        (OutputStreamAppender<ILoggingEvent>)
            context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
    Encoder<ILoggingEvent> encoder = appender.getEncoder();
    String plain = encoded(encoder, null, new KeyValuePair("userId", HOSTILE));
    assertThat(plain).matches("[\\d:.]+ WARN  Test - It says a[^\\p{Cc}\\p{Cf}\u2028\u2029]+\n");
    assertThat(plain).contains("userId=");
    String withTrace = encoded(encoder, failure());
    assertThat(withTrace).doesNotContainPattern("[\\p{Cf}\u2028\u2029[\\p{Cc}&&[^\n\t]]]");
    assertThat(withTrace.lines().skip(1).findFirst().orElseThrow())
        .startsWith("  java.lang.IllegalStateException: a");
    assertThat(withTrace.lines().skip(1)).allMatch(line -> line.startsWith("  "));
    assertThat(withTrace).contains("Caused by:", "at dev.imagevault");
  }
}
