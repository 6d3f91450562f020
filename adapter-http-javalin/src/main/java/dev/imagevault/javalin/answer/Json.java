package dev.imagevault.javalin.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.ShownVariant;
import dev.imagevault.domain.SignedUrl;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How images look in JSON. */
public final class Json {

  public static final String CONTENT_TYPE = "application/json";

  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  /** ISO 8601 with exactly three digits of the second, as JavaScript's {@code toISOString}. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,15}");

  private static final long MAX_EXACT_NUMBER = (1L << 53) - 1;

  private Json() {}

  public static JsonGenerator generator(OutputStream out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /** Writes an image as an object. */
  public static void write(JsonGenerator json, ShownImage shown) throws IOException {
    json.writeStartObject();
    writeMembers(json, shown.image(), shown.url());
    if (!shown.variants().isEmpty()) {
      json.writeObjectFieldStart("variants");
      for (ShownVariant variant : shown.variants()) {
        json.writeFieldName(variant.name().value());
        write(json, variant, shown.variantUrls().get(variant.name()));
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /**
   * Writes what is said of an image, but of its variants, into an object that has begun.
   *
   * @param url opens the image; null if there is none to show
   */
  public static void writeMembers(JsonGenerator json, Image image, @Nullable SignedUrl url)
      throws IOException {
    json.writeNumberField("id", image.id().value());
    json.writeFieldName("userId");
    write(json, image.owner());
    json.writeStringField("s3Key", image.original().key().value());
    if (url != null) {
      json.writeStringField("cloudfrontUrl", url.url());
      json.writeStringField("cloudfrontUrlExpiresAt", time(url.expiresAt()));
    }
    json.writeStringField("originalName", image.originalName().value());
    json.writeStringField("mimeType", image.original().mediaType().value());
    json.writeNumberField("fileSize", image.original().size());
    json.writeNumberField("width", image.original().width());
    json.writeNumberField("height", image.original().height());
    json.writeStringField("createdAt", time(image.createdAt()));
    json.writeStringField("updatedAt", time(image.updatedAt()));
  }

  private static void write(JsonGenerator json, ShownVariant variant, @Nullable SignedUrl url)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("status", variant.state().name().toLowerCase(Locale.ROOT));
    if (url != null) {
      json.writeStringField("url", url.url());
      json.writeStringField("urlExpiresAt", time(url.expiresAt()));
    }
    Optional<ImageObject> picture = variant.object();
    if (picture.isPresent()) {
      json.writeStringField("mimeType", picture.get().mediaType().value());
      json.writeNumberField("width", picture.get().width());
      json.writeNumberField("height", picture.get().height());
      json.writeNumberField("fileSize", picture.get().size());
    }
    json.writeEndObject();
  }

  /** Writes the id as a number where a JavaScript number holds it exactly, else as text. */
  private static void write(JsonGenerator json, OwnerId owner) throws IOException {
    String id = owner.value();
    if (NUMBER.matcher(id).matches() && Long.parseLong(id) <= MAX_EXACT_NUMBER) {
      json.writeNumber(Long.parseLong(id));
    } else {
      json.writeString(id);
    }
  }

  public static String time(Instant instant) {
    return TIME.format(instant);
  }
}
