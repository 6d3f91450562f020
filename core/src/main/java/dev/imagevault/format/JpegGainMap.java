package dev.imagevault.format;

import dev.imagevault.domain.ImageRejectedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gain map of a JPEG: a second picture in the same file, found through the index of its
 * pictures or directly behind the first, and recognised by its own parameters. It is kept, cleaned
 * like the first, if it is whole and shows the same part of the scene; other pictures never are.
 */
final class JpegGainMap {

  /** What a segment of XMP begins with. */
  static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

  /** What a segment of ISO 21496-1 begins with. */
  static final String ISO = "urn:iso:std:iso:ts:21496:-1\0";

  private static final String SOI = "\u00ff\u00d8\u00ff";

  /** Proportions may differ by a 50th, for a small gain map is rounded to whole pixels. */
  private static final int TOLERANCE = 50;

  private final JpegPicture map;
  private final GainMap parameters;

  private JpegGainMap(JpegPicture map, GainMap parameters) {
    this.map = map;
    this.parameters = parameters;
  }

  /** Returns the gain map of a picture, behind it in the file, or null if it has none. */
  static @Nullable JpegGainMap behind(JpegPicture picture, Reader file) {
    Reader rest = file.ahead().skip(picture.end() - file.position());
    int next = rest.position();
    while (next < rest.end() && rest.array()[next] == 0) {
      next++;
    }
    rest.budget().steps((next - rest.position()) / Long.BYTES);
    Reader index = picture.header().multiPicture();
    List<Long> positions = index == null ? new ArrayList<>() : JpegMultiPicture.positions(index);
    positions.add((long) next);
    for (long position : new LinkedHashSet<>(positions)) {
      if (position >= rest.position() && position < rest.end()) {
        Reader at = rest.ahead().skip(position - rest.position());
        JpegGainMap found = at.startsWith(SOI) ? at(at, picture) : null;
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }

  private static @Nullable JpegGainMap at(Reader in, JpegPicture picture) {
    try {
      JpegHeader header = new JpegHeader(in.ahead());
      float headroom = picture.header().appleHeadroom();
      GainMap parameters = GainMap.of(header.xmp(), header.iso(), headroom);
      if (parameters == null) {
        return null;
      }
      JpegPicture map = new JpegPicture(in, header);
      boolean isWhole = !map.isMended() && isAlike(map.size(), picture.size());
      return isWhole ? new JpegGainMap(map, parameters) : null;
    } catch (ImageRejectedException broken) {
      // If it was the budget that ran out, this says so again.
      in.budget().step();
      in.budget().remember(0);
      return null;
    }
  }

  private static boolean isAlike(PixelSize one, PixelSize other) {
    long across = (long) one.width() * other.height();
    long down = (long) one.height() * other.width();
    return Math.abs(across - down) * TOLERANCE <= Math.max(across, down);
  }

  /** Returns where in the file the gain map ends. */
  int end() {
    return map.end();
  }

  /** Returns the cleaned picture with its gain map behind it, each with what leads to the other. */
  Cleaned with(JpegPicture picture) {
    List<byte[]> own = new ArrayList<>();
    byte[] xmp = parameters.xmp();
    byte[] iso = parameters.iso();
    if (xmp != null) {
      own.add(segment(JpegHeader.APP1, XMP, xmp));
    }
    if (iso != null) {
      own.add(segment(JpegHeader.APP2, ISO, iso));
    }
    Cleaned second = map.with(own);
    List<byte[]> leading = new ArrayList<>();
    if (parameters.isAdobe()) {
      leading.add(segment(JpegHeader.APP1, XMP, GainMap.container(second.length())));
    }
    if (iso != null) {
      leading.add(segment(JpegHeader.APP2, ISO, new byte[4]));
    }
    long position = picture.lengthOfStart();
    for (byte[] segment : leading) {
      position += segment.length;
    }
    long length = position + JpegMultiPicture.LENGTH + picture.lengthOfRest();
    leading.add(JpegMultiPicture.index(position, length, second.length()));
    Cleaned whole = picture.with(leading);
    whole.add(second);
    return whole;
  }

  private static byte[] segment(int marker, String signature, byte[] content) {
    byte[] start = signature.getBytes(StandardCharsets.ISO_8859_1);
    byte[] joined = new byte[start.length + content.length];
    System.arraycopy(start, 0, joined, 0, start.length);
    System.arraycopy(content, 0, joined, start.length, content.length);
    return JpegMetadata.segment(marker, joined);
  }
}
