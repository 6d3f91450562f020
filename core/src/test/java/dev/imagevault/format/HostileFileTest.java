package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.box;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.chunk;
import static dev.imagevault.format.Build.deflated;
import static dev.imagevault.format.Build.extension;
import static dev.imagevault.format.Build.fullBox;
import static dev.imagevault.format.Build.indexOf;
import static dev.imagevault.format.Build.le32;
import static dev.imagevault.format.Build.riff;
import static dev.imagevault.format.Build.segment;
import static dev.imagevault.format.Samples.assertInvalid;
import static dev.imagevault.format.Samples.clean;
import static dev.imagevault.format.Samples.reject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.ImageRejectedException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that were made to do harm: to those who store them, or to those who look at them. */
class HostileFileTest {

  private static final String SCRIPT = "<script>alert(1)</script><?php system($_GET[0]);?>";

  @Test
  void nothingIsNoImage() {
    assertThat(reject(new byte[0]).reason()).isEqualTo(Reason.EMPTY);
  }

  @Test
  void whatIsNoImageOfAnAcceptedFormatIsUnsupported() {
    List<byte[]> others =
        List.of(
            bytes("<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + "</svg>"),
            bytes("<?xml version='1.0'?><svg/>"),
            bytes(0xef, 0xbb, 0xbf, "<svg/>"),
            "<svg/>".getBytes(StandardCharsets.UTF_16),
            bytes("<!DOCTYPE html>" + SCRIPT),
            bytes("%PDF-1.7\n"),
            bytes("PK\3\4", new byte[40]),
            bytes(0x7f, "ELF", new byte[60]),
            bytes("MZ", new byte[60]),
            bytes("BM", new byte[60]),
            bytes("II*\0", new byte[60]),
            bytes("MM\0*", new byte[60]),
            bytes(0, 0, 1, 0, 1, 0, new byte[60]),
            bytes("8BPS", 0, 1, new byte[60]),
            bytes("RIFF", le32(100), "WAVEfmt ", new byte[100]),
            bytes("RIFF", le32(100), "AVI LIST", new byte[100]),
            bytes(0xff, 0x0a, new byte[60]),
            box("JXL ", 0x0d, 0x0a, 0x87, 0x0a),
            box("jP  ", 0x0d, 0x0a, 0x87, 0x0a),
            box("ftyp", "isom", be32(0), "mp42"),
            bytes("GIF88a", new byte[60]),
            bytes("\0asm", new byte[60]),
            bytes("#!/bin/sh\n"),
            bytes("P6 1 1 255\n"),
            bytes(0),
            bytes("\n", Samples.read("baseline.jpg")),
            bytes("%PDF-1.7\n", Samples.read("baseline.jpg")),
            bytes(SCRIPT, Samples.read("truecolour.png")));
    for (byte[] other : others) {
      assertThat(reject(other).reason()).isEqualTo(Reason.UNSUPPORTED);
    }
  }

  @Test
  void scriptsAndArchivesInOrBehindAnImageAreGone() {
    byte[] jpeg = Samples.read("baseline.jpg");
    byte[] png = Samples.read("truecolour.png");
    byte[] gif = Samples.read("still.gif");
    byte[] archive = bytes("PK\3\4", new byte[30], SCRIPT, "PK\5\6", new byte[18]);
    List<byte[]> polyglots =
        List.of(
            bytes(gif, archive),
            bytes(jpeg, archive),
            bytes(png, archive),
            bytes(png, "%PDF-1.7 " + SCRIPT),
            bytes(Samples.read("lossy.webp"), archive),
            bytes(Samples.read("still.avif"), archive),
            bytes(Samples.read("still.heic"), box("free", SCRIPT)),
            insert(jpeg, 2, segment(0xfe, SCRIPT)),
            insert(jpeg, 2, segment(0xe1, "Exif\0\0", SCRIPT)),
            insert(jpeg, 2, segment(0xe5, SCRIPT)),
            insert(png, 33, chunk("tEXt", "Comment\0" + SCRIPT)),
            insert(png, 33, chunk("iTXt", "Comment\0\0\0\0\0" + SCRIPT)),
            insert(png, 33, chunk("evIl", SCRIPT)),
            insert(gif, gif.length - 1, extension(0xfe, bytes(SCRIPT))));
    for (byte[] polyglot : polyglots) {
      assertThat(indexOf(polyglot, "<script>")).isPositive();
      byte[] cleaned = clean(polyglot);
      assertThat(indexOf(cleaned, "<script>")).isNegative();
      assertThat(indexOf(cleaned, "PK\3\4")).isNegative();
    }
  }

  private static byte[] insert(byte[] file, int at, byte[] what) {
    return bytes(Arrays.copyOf(file, at), what, Arrays.copyOfRange(file, at, file.length));
  }

  /** A JFIF segment whose length, "/*" as a number, makes a browser take the file for a script. */
  @Test
  void aJpegThatIsAScriptIsNoneAnyMore() {
    byte[] jpeg = Samples.read("baseline.jpg");
    byte[] padded = segment(0xe0, "JFIF\0", 1, 1, 0, be16(1), be16(1), 0, 0, new byte[0x2f2a - 16]);
    byte[] file = bytes(0xff, 0xd8, padded, Arrays.copyOfRange(jpeg, 20, jpeg.length));
    assertThat(indexOf(file, "/*")).isEqualTo(4);
    assertThat(clean(file)).isEqualTo(jpeg);
  }

  @Test
  void aBombIsRejectedByItsHeader() {
    byte[] signature = bytes(0x89, "PNG\r\n", 0x1a, "\n");
    byte[] header = chunk("IHDR", be32(30_000), be32(30_000), 8, 6, 0, 0, 0);
    byte[] data = chunk("IDAT", 0x78, 0x9c, "x");
    assertInvalid(bytes(signature, header, data, chunk("IEND")), "268435456 pixels");
  }

  @Test
  void aBombOfCompressedTextIsPassedOver() {
    byte[] png = Samples.read("truecolour.png");
    byte[] zeros = bytes("Comment\0\0", 0x78, 0xda, new byte[1 << 20]);
    assertThat(clean(insert(png, 33, chunk("zTXt", zeros)))).isEqualTo(png);
    byte[] profile = bytes("name\0\0", deflated(bytes(be32(1000), new byte[64 << 20])));
    assertThat(clean(insert(png, 33, chunk("iCCP", profile)))).isEqualTo(png);
  }

  /**
   * Each file has as many parts as it may, or far more. Work that grew with the square of their
   * number would take many minutes.
   */
  @Test
  @Timeout(60)
  void manyPartsCostNoMoreThanTheirBytes() {
    int size = 8 << 20;
    byte[] jpeg = Samples.read("baseline.jpg");
    checkOrReject(insert(jpeg, 2, filled(size, 0xff)));
    checkOrReject(insert(jpeg, 2, filled(size, segment(0xfe))));
    checkOrReject(insert(jpeg, 2, filled(size, segment(0xe2, "ICC_PROFILE\0", 1, 2))));
    checkOrReject(insert(jpeg, jpeg.length - 2, filled(size, 0xff, 0)));
    checkOrReject(insert(jpeg, jpeg.length - 2, filled(size, 0xff, 0xd0)));
    byte[] png = Samples.read("truecolour.png");
    checkOrReject(insert(png, 33, filled(size, chunk("IDAT"))));
    checkOrReject(insert(png, 33, filled(size, chunk("tEXt", "a"))));
    checkOrReject(insert(png, 33, chunk("iCCP", filled(size, "a"))));
    byte[] gif = Samples.read("still.gif");
    checkOrReject(manySubBlocks(size));
    checkOrReject(insert(gif, gif.length - 1, filled(size, extension(0xfe))));
    byte[] chunks = filled(size, riff("JUNK"));
    checkOrReject(
        bytes("RIFF", le32(chunks.length + 4), "WEBP", riff("VP8X", new byte[10]), chunks));
    byte[] ftyp = box("ftyp", "avif", be32(0), "avif");
    checkOrReject(bytes(ftyp, filled(size, box("uuid"))));
    checkOrReject(bytes(ftyp, filled(size, box("free"))));
    byte[] hdlr = fullBox("hdlr", 0, be32(0), "pict", new byte[13]);
    for (byte[] each :
        List.of(
            filled(size, box("uuid")),
            box("iprp", box("ipco", filled(size, box("free")))),
            fullBox("iinf", 0, be16(0), filled(size, fullBox("infe", 2, be32(1), "av01"))),
            fullBox("iloc", 2, be16(0), be32(-1), filled(size, 0)),
            fullBox("iref", 0, filled(size, box("dimg", be16(1), be16(1), be16(1)))),
            box("iprp", fullBox("ipma", 0, be32(-1), filled(size, 0))))) {
      checkOrReject(bytes(ftyp, fullBox("meta", 0, hdlr, each)));
    }
  }

  /** A GIF with a picture of this many bytes in pieces of one. */
  static byte[] manySubBlocks(int size) {
    byte[] gif = Samples.read("still.gif");
    return insert(gif, gif.length - 2, filled(size, 1, 1));
  }

  private static byte[] filled(int size, Object... part) {
    byte[] one = bytes(part);
    byte[] all = new byte[size / one.length * one.length];
    for (int i = 0; i < all.length; i += one.length) {
      System.arraycopy(one, 0, all, i, one.length);
    }
    return all;
  }

  private static void checkOrReject(byte[] file) {
    try {
      ImageChecker.check(file, file.length, true);
    } catch (ImageRejectedException expected) {
      assertThat(expected.getMessage()).isNotEmpty();
    }
  }
}
