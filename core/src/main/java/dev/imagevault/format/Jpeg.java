package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JPEG, ITU-T T.81, of the kinds that browsers show: a picture and, if there is one, the gain map
 * that makes it brighter. The entropy-coded data are passed over, not decoded.
 */
final class Jpeg {

  /** Its entry in the list of formats. */
  static final FileFormat FORMAT =
      new FileFormat() {
        @Override
        public @Nullable ImageFormat recognise(Reader start) {
          return start.startsWith("\u00ff\u00d8\u00ff") ? ImageFormat.JPEG : null;
        }

        @Override
        public CheckedImage check(Reader file, boolean stripMetadata) {
          return Jpeg.check(file, stripMetadata);
        }
      };

  static final int EOI = 0xd9;
  static final int SOS = 0xda;
  private static final int TEM = 0x01;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;

  private Jpeg() {}

  private static CheckedImage check(Reader file, boolean stripMetadata) {
    Reader first = file.ahead();
    JpegPicture picture = new JpegPicture(first, new JpegHeader(file.ahead()));
    PixelSize size = picture.size().shown(picture.header().orientation());
    JpegGainMap gainMap = picture.isMended() ? null : JpegGainMap.behind(picture, file);
    if (!stripMetadata) {
      int end = gainMap == null ? picture.end() : gainMap.end();
      Cleaned original = new Cleaned(file, true);
      original.keep(file.position(), end);
      if (picture.isMended()) {
        original.put(JpegPicture.eoi());
      }
      return new CheckedImage(ImageFormat.JPEG, size, original.build(end));
    }
    Cleaned cleaned = gainMap == null ? picture.with(List.of()) : gainMap.with(picture);
    return new CheckedImage(ImageFormat.JPEG, size, cleaned.build(picture.end()));
  }

  /** Returns whether nothing belongs to a marker but itself. */
  static boolean standsAlone(int marker) {
    return marker == TEM || isRestart(marker);
  }

  static boolean isRestart(int marker) {
    return marker >= RST0 && marker <= RST7;
  }
}
