package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.segment;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** Photographs with gain maps, as phones and editors put them together. */
final class GainMaps {

  static final String XMP = "http://ns.adobe.com/xap/1.0/\0";
  static final String ISO = "urn:iso:std:iso:ts:21496:-1\0";
  static final String ADOBE = "http://ns.adobe.com/hdr-gain-map/1.0/";
  static final byte[] SECRET = segment(0xfe, "SECRET comment");

  private GainMaps() {}

  /** A JPEG of ImageIO, which begins with JFIF. */
  static byte[] picture(int width, int height, int type) {
    BufferedImage picture = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, x * 255 / width << 16 | y * 255 / height << 8 | (x * y & 255));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "jpeg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static byte[] photo() {
    return picture(64, 48, BufferedImage.TYPE_INT_RGB);
  }

  static byte[] map() {
    return picture(16, 12, BufferedImage.TYPE_BYTE_GRAY);
  }

  /** A picture with further segments behind its JFIF. */
  static byte[] with(byte[] picture, byte[]... segments) {
    byte[] start = Arrays.copyOf(picture, 20);
    return bytes(
        start, bytes((Object[]) segments), Arrays.copyOfRange(picture, 20, picture.length));
  }

  static byte[] xmp(String attributes, String elements) {
    return segment(
        0xe1,
        XMP,
        "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>\n<x:xmpmeta xmlns:x='adobe:ns:meta/'"
            + " x:xmptk='SECRET toolkit'>\n <rdf:RDF"
            + " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\n <!-- SECRET -->"
            + " <rdf:Description rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/'"
            + " dc:creator='SECRET' xmlns:hdrgm='"
            + ADOBE
            + "' "
            + attributes
            + ">"
            + elements
            + "</rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end='w'?>");
  }

  /** Parameters of Adobe's as Ultra HDR has them, but for other digits. */
  static byte[] adobe() {
    return xmp(
        "hdrgm:Version='1.0' hdrgm:GainMapMin='-0.50' hdrgm:GainMapMax='2.000000' hdrgm:Gamma='1.20'"
            + " hdrgm:OffsetSDR='0.015625' hdrgm:OffsetHDR='1.5625e-2' hdrgm:HDRCapacityMin='0'"
            + " hdrgm:HDRCapacityMax='2.3' hdrgm:BaseRenditionIsHDR='False'",
        "");
  }

  /** Adobe's, with numbers for each colour. */
  static byte[] adobeOfColours() {
    String numbers =
        "<rdf:Seq><rdf:li>1</rdf:li><rdf:li>2.50</rdf:li><rdf:li> 3 </rdf:li></rdf:Seq>";
    String max = "<hdrgm:GainMapMax>" + numbers + "</hdrgm:GainMapMax>";
    return xmp("hdrgm:Version='1.0' hdrgm:HDRCapacityMax='3'", max);
  }

  /** One channel, in the colours of the photograph. */
  static byte[] iso() {
    return segment(0xe2, ISO, parameters());
  }

  /** Those of ISO 21496-1, with a denominator for each number. */
  static byte[] parameters() {
    return bytes(be16(0), be16(0), 0x40, of64(0, 192), of64(-1, 128, 80, 1, 1));
  }

  /** Three channels, in the colours of the gain map. */
  static byte[] isoOfColours() {
    byte[] red = of64(0, 64, 80, 1, 1);
    byte[] green = of64(-1, 128, 64, 1, 1);
    byte[] blue = of64(-2, 192, 50, 2, 2);
    return segment(0xe2, ISO, be16(0), be16(0), 0x80, of64(0, 192), red, green, blue);
  }

  private static byte[] of64(int... numerators) {
    byte[] fractions = bytes();
    for (int numerator : numerators) {
      fractions = bytes(fractions, be32(numerator), be32(64));
    }
    return fractions;
  }

  static byte[] isoVersion() {
    return segment(0xe2, ISO, be16(0), be16(0));
  }

  static byte[] apple(String more) {
    return xmp(
        "xmlns:HDRGainMap='http://ns.apple.com/HDRGainMap/1.0/'"
            + " xmlns:apdi='http://ns.apple.com/pixeldatainfo/1.0/'",
        "<apdi:AuxiliaryImageType>urn:com:apple:photo:2020:aux:hdrgainmap</apdi:AuxiliaryImageType>"
            + "<HDRGainMap:HDRGainMapVersion>65536</HDRGainMap:HDRGainMapVersion>"
            + "<apdi:StoredFormat>1278226488</apdi:StoredFormat>"
            + more);
  }

  /** EXIF with an iPhone's maker notes 33 and 48, in 1000ths. */
  static byte[] appleExif(int headroom, int gain) {
    byte[] notes =
        bytes(
            "Apple iOS\0\0\1MM",
            be16(2),
            bytes(be16(33), be16(10), be32(1), be32(44)),
            bytes(be16(48), be16(10), be32(1), be32(52)),
            be32(0),
            bytes(be32(headroom), be32(1000), be32(gain), be32(1000)));
    return segment(
        0xe1,
        "Exif\0\0MM\0*",
        be32(8),
        be16(1),
        bytes(be16(0x8769), be16(4), be32(1), be32(26)),
        be32(0),
        be16(1),
        bytes(be16(0x927c), be16(7), be32(notes.length), be32(44)),
        be32(0),
        notes);
  }

  /** Photographs of each kind that Chromium shows brighter than white, by their names. */
  static Map<String, byte[]> photographs() {
    byte[] leading = xmp("hdrgm:Version='1.0'", "");
    byte[] ultra = with(map(), adobe(), SECRET);
    byte[] turned = segment(0xe1, "Exif\0\0", Build.exif(6));
    byte[] colours = picture(16, 12, BufferedImage.TYPE_INT_RGB);
    byte[] profile = profile();
    byte[] colourful = with(colours, profile, isoOfColours(), SECRET);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("JPEG, Ultra HDR", file(with(photo(), leading, SECRET), ultra));
    files.put("JPEG, Ultra HDR with a profile", file(with(photo(), leading, profile), ultra));
    files.put("JPEG, Ultra HDR, turned", file(with(photo(), turned, leading), ultra));
    files.put(
        "JPEG, Ultra HDR of three colours",
        file(with(photo(), leading), with(colours, adobeOfColours())));
    files.put("JPEG, ISO 21496-1", file(with(photo(), isoVersion()), with(map(), iso(), SECRET)));
    files.put(
        "JPEG, ISO 21496-1 with a profile",
        file(with(photo(), profile, isoVersion()), with(map(), iso())));
    files.put(
        "JPEG, ISO 21496-1 of three colours of a profile",
        file(with(photo(), isoVersion()), colourful));
    files.put(
        "JPEG, Ultra HDR and ISO 21496-1",
        file(with(photo(), leading, isoVersion()), photo(), with(map(), adobe(), iso())));
    return files;
  }

  /** Of other colours than sRGB. */
  private static byte[] profile() {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    return segment(0xe2, "ICC_PROFILE\0", 1, 1, profile);
  }

  /** A photograph, its index and the pictures behind it, in that order. */
  static byte[] file(byte[] photo, byte[]... pictures) {
    byte[] empty = mpf(photo, 0, pictures);
    return bytes(with(photo, mpf(photo, empty.length, pictures)), bytes((Object[]) pictures));
  }

  /** As cameras write it: little end first, with unique ids that nobody needs. */
  private static byte[] mpf(byte[] photo, int length, byte[]... pictures) {
    int count = pictures.length + 1;
    long block = 20 + 8;
    byte[] entries = bytes(Build.le32(0x030000), Build.le32(photo.length + length), new byte[8]);
    long at = photo.length + length;
    for (byte[] picture : pictures) {
      entries =
          bytes(
              entries,
              Build.le32(0),
              Build.le32(picture.length),
              Build.le32(at - block),
              new byte[4]);
      at += picture.length;
    }
    return segment(
        0xe2,
        "MPF\0II*\0",
        Build.le32(8),
        Build.le16(4),
        bytes(Build.le16(0xb000), Build.le16(7), Build.le32(4), "0100"),
        bytes(Build.le16(0xb001), Build.le16(4), Build.le32(1), Build.le32(count)),
        bytes(Build.le16(0xb002), Build.le16(7), Build.le32(16L * count), Build.le32(62)),
        bytes(
            Build.le16(0xb003),
            Build.le16(7),
            Build.le32(33L * count),
            Build.le32(62 + 16L * count)),
        Build.le32(0),
        entries,
        "SECRET id".repeat(count * 4).substring(0, 33 * count));
  }
}
