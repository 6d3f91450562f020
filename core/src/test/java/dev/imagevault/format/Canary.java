package dev.imagevault.format;

import static dev.imagevault.format.Build.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.params.provider.Arguments;

/** Words that are planted in one place of a file after the other, and must be found in none. */
final class Canary {

  static final String WORDS = "CANARY of 24 characters!";

  /** So that it fits where numbers of two or four bytes are expected, and is found in any order. */
  static final byte[] BYTES = bytes(WORDS);

  static final byte[] UTF_16 = WORDS.getBytes(StandardCharsets.UTF_16LE);

  private static final int LONGEST_INFLATED = 1 << 20;

  private final List<Arguments> places = new ArrayList<>();

  /** Adds a place, and a file with the words in it. */
  void in(String place, Object... file) {
    places.add(Arguments.of(place, bytes(file)));
  }

  Stream<Arguments> places() {
    return places.stream();
  }

  /** Asserts that the words are in the file, and that it is accepted and loses them. */
  static void assertLost(String place, byte[] file) {
    assertThat(isIn(file)).as("planted: " + place).isTrue();
    assertThat(isIn(Samples.clean(file))).as("left: " + place).isFalse();
  }

  private static boolean isIn(byte[] file) {
    if (isPlainlyIn(file)) {
      return true;
    }
    for (int at = 0; at < file.length - 1; at++) {
      boolean mayBeZlib = (file[at] & 15) == 8 && ((file[at] << 8 | file[at + 1] & 255) % 31) == 0;
      if (mayBeZlib && isPlainlyIn(inflated(file, at))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPlainlyIn(byte[] file) {
    return Stream.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE)
        .map(WORDS::getBytes)
        .anyMatch(w -> Build.indexOf(file, new String(w, StandardCharsets.ISO_8859_1)) >= 0);
  }

  private static byte[] inflated(byte[] file, int from) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 12];
    Inflater inflater = new Inflater();
    inflater.setInput(file, from, file.length - from);
    try {
      for (int count = inflater.inflate(buffer); count > 0; count = inflater.inflate(buffer)) {
        out.write(buffer, 0, count);
        if (out.size() > LONGEST_INFLATED) {
          break;
        }
      }
    } catch (DataFormatException none) {
      // What was inflated before counts.
    } finally {
      inflater.end();
    }
    return out.toByteArray();
  }

  static byte[] deflated(byte[] plain) {
    Deflater deflater = new Deflater();
    deflater.setInput(plain);
    deflater.finish();
    byte[] buffer = new byte[plain.length + 100];
    int length = deflater.deflate(buffer);
    deflater.end();
    return Arrays.copyOf(buffer, length);
  }

  /** Returns the file with these bytes in it. */
  static byte[] inserted(byte[] file, int at, Object... what) {
    return bytes(Arrays.copyOf(file, at), bytes(what), Arrays.copyOfRange(file, at, file.length));
  }

  /** Returns a TIFF block with an orientation and the words as the value of another tag. */
  static byte[] exif(int tag) {
    return bytes(
        "II*\0",
        Build.le32(8),
        Build.le16(2),
        bytes(Build.le16(0x0112), Build.le16(3), Build.le32(1), Build.le16(6), Build.le16(0)),
        bytes(Build.le16(tag), Build.le16(2), Build.le32(BYTES.length), Build.le32(38)),
        Build.le32(0),
        BYTES);
  }
}
