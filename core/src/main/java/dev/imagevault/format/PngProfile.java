package dev.imagevault.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;

/**
 * The colour profile of a PNG (PNG, 11.3.2.3): a name, and the profile compressed. It is inflated
 * no further than a profile may reach.
 */
final class PngProfile {

  private static final String NAME = "icc";

  /** What programs call a profile, whoever's it is. */
  private static final Set<String> NAMES =
      Set.of(
          NAME,
          "ICC Profile",
          "ICC profile",
          "Photoshop ICC profile",
          "kCGColorSpaceDisplayP3",
          "kCGColorSpaceSRGB",
          "sRGB",
          "sRGB IEC61966-2.1",
          "Display P3",
          "Adobe RGB (1998)");

  private PngProfile() {}

  /** Appends what is kept of the chunk, and returns whether anything is. */
  static boolean keep(PngChunk chunk, Cleaned cleaned) {
    Reader data = chunk.data();
    int nameLength = PngChunk.passName(data);
    int content = data.position();
    if (nameLength == 0 || data.remaining() < 2 || data.u8() != 0) {
      return false;
    }
    try (Inflated inflated = new Inflated(data)) {
      int size = inflated.at(0) << 24 | inflated.at(1) << 16 | inflated.at(2) << 8 | inflated.at(3);
      IccProfile profile = IccProfile.read(size, inflated::at, data.budget());
      if (profile == null || !inflated.reaches(size - 1)) {
        return false;
      }
      if (profile.isClean() && inflated.isWholeAt(size)) {
        String name = chunk.name(nameLength);
        chunk.keepRenamed(NAMES.contains(name) ? name : NAME, nameLength, content, cleaned);
      } else {
        cleaned.put(PngChunk.bytes(chunk.type(), compressed(profile, size, data)));
      }
      return true;
    }
  }

  private static byte[] compressed(IccProfile profile, int size, Reader data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes((NAME + "\0\0").getBytes(StandardCharsets.ISO_8859_1));
    try (Inflated inflated = new Inflated(data);
        DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      byte[] part = new byte[1 << 10];
      for (int at = 0; at < size; at += part.length) {
        int length = Math.min(part.length, size - at);
        for (int i = 0; i < length; i++) {
          part[i] = (byte) inflated.at(at + i);
        }
        profile.apply(part, length, at);
        deflater.write(part, 0, length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
