package dev.imagevault.javalin.upload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.Sha256;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client sends to prepare a direct upload, such as {@code {"fileName":…,"fileSize":…}}. */
final class Announcement {

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{64}");

  private @Nullable String fileName;
  private @Nullable Long fileSize;
  private Optional<Sha256> sha256 = Optional.empty();

  private Announcement() {}

  /**
   * Returns the file that is announced. Members that it does not know are left alone.
   *
   * @throws ProblemException 400
   * @throws ImageRejectedException {@code EMPTY}
   */
  static AnnouncedFile parse(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      Announcement announcement = new Announcement();
      require(parser.nextToken() == JsonToken.START_OBJECT, "The body is one JSON object");
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        announcement.read(parser, parser.currentName());
      }
      require(parser.nextToken() == null, "The body is one JSON object");
      return announcement.file();
    } catch (IOException e) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST, "The body of the request is no valid JSON");
    }
  }

  private void read(JsonParser parser, String name) throws IOException {
    JsonToken value = parser.nextToken();
    switch (name) {
      case "fileName" -> {
        require(value == JsonToken.VALUE_STRING, "fileName is a text");
        fileName = parser.getText();
      }
      case "fileSize" -> {
        require(
            value == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && parser.getLongValue() >= 0,
            "fileSize is a number of bytes");
        fileSize = parser.getLongValue();
      }
      case "sha256" -> {
        require(
            value == JsonToken.VALUE_STRING && HEX.matcher(parser.getText()).matches(),
            "sha256 has 64 hexadecimal digits");
        sha256 = Optional.of(new Sha256(parser.getText().toLowerCase(Locale.ROOT)));
      }
      default -> parser.skipChildren();
    }
  }

  private AnnouncedFile file() {
    String name = fileName;
    Long size = fileSize;
    if (name == null || size == null) {
      throw invalid("The body names fileName and fileSize");
    }
    if (size == 0) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.EMPTY, "A file has at least one byte");
    }
    return new AnnouncedFile(name, size, sha256);
  }

  private static void require(boolean rule, String words) {
    if (!rule) {
      throw invalid(words);
    }
  }

  private static ProblemException invalid(String words) {
    return new ProblemException(ProblemCode.INVALID_REQUEST, words);
  }
}
