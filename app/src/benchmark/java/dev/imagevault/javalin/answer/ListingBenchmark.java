package dev.imagevault.javalin.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OriginalName;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Sha256;
import dev.imagevault.domain.SignedUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Writes a listing of 100 images that are signed already; the floor is a plain copy of it. */
@State(Scope.Benchmark)
public class ListingBenchmark {

  private static final int IMAGES = 100;

  private final List<ShownImage> images = new ArrayList<>();
  private byte[] written;
  private byte[] room;

  /** There are images, with URLs as long as those of an RSA key. */
  @Setup
  public void prepare() throws IOException {
    Instant created = Instant.parse("2026-06-01T11:00:00.123Z");
    for (int i = IMAGES; i > 0; i--) {
      Instant time = created.plusMillis(86_437L * i);
      ObjectKey key =
          new ObjectKey("users/1/images/" + time.toEpochMilli() + "-x11nZRbk4UWiU5H4MG1sOQ.jpg");
      String url =
          "https://images.example.com/%s?Policy=%s&Signature=%s&Key-Pair-Id=K2JCJMDEHXQW5F"
              .formatted(key.value(), "p".repeat(220), "s".repeat(344));
      Image image =
          new Image(
              new ImageId(i),
              new OwnerId("1"),
              OriginalName.of("IMG_" + i + ".jpg", ImageFormat.JPEG),
              new ImageObject(key, ImageFormat.JPEG.mediaType(), 1_024_000 + i, 4000, 3000),
              Sha256.of(new byte[32]),
              ImageStatus.READY,
              time,
              time);
      SignedUrl signed = new SignedUrl(url, created.plusSeconds(3600));
      images.add(new ShownImage(image, signed, List.of(), Map.of()));
    }
    written = list();
    room = new byte[written.length];
  }

  /** Returns the JSON. */
  @Benchmark
  public byte[] list() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024 * (IMAGES + 1));
    try (JsonGenerator json = Json.generator(out)) {
      json.setRootValueSeparator(null);
      json.writeRaw("{\"message\":\"Images retrieved successfully\",\"data\":[");
      boolean begun = false;
      for (ShownImage each : images) {
        if (begun) {
          json.writeRaw(',');
        }
        begun = true;
        Json.write(json, each);
      }
      json.writeRaw("]}");
    }
    return out.toByteArray();
  }

  /** Returns the same. */
  @Benchmark
  public byte[] floor() {
    System.arraycopy(written, 0, room, 0, written.length);
    return room;
  }
}
