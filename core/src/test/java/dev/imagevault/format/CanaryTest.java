package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.chunk;
import static dev.imagevault.format.Build.extension;
import static dev.imagevault.format.Build.le24;
import static dev.imagevault.format.Build.le32;
import static dev.imagevault.format.Build.riff;
import static dev.imagevault.format.Build.segment;
import static dev.imagevault.format.Canary.BYTES;
import static dev.imagevault.format.Canary.UTF_16;
import static dev.imagevault.format.Canary.WORDS;
import static dev.imagevault.format.Canary.deflated;
import static dev.imagevault.format.Canary.exif;
import static dev.imagevault.format.Canary.inserted;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Words in any place of a JPEG, PNG, GIF or WebP that can hold some are gone after cleaning; for
 * AVIF and HEIC see {@link HeifCanaryTest}.
 */
class CanaryTest {

  private static final int ARTIST = 0x013b;
  private static final int MAKER_NOTE = 0x927c;

  @ParameterizedTest(name = "{0}")
  @MethodSource({"jpegs", "gainMaps", "pngs", "gifs", "webps"})
  void losesWordsWhereverTheyAre(String place, byte[] file) {
    Canary.assertLost(place, file);
  }

  static Stream<Arguments> jpegs() {
    byte[] jpeg = Samples.read("baseline.jpg");
    Canary canary = new Canary();
    for (int n = 0; n < 16; n++) {
      canary.in("JPEG, APP" + n, inserted(jpeg, 2, segment(0xe0 + n, BYTES)));
      byte[] named = segment(0xe0 + n, "Name\0", BYTES);
      canary.in("JPEG, APP" + n + " before the tables", inserted(jpeg, 20, named));
    }
    byte[] number = bytes(1, 1, 0, be16(1), be16(1));
    byte[] rest = Arrays.copyOfRange(jpeg, 20, jpeg.length);
    byte[] soi = bytes(0xff, 0xd8);
    canary.in("JPEG, JFIF's tail", soi, segment(0xe0, "JFIF\0", number, 0, 0, BYTES), rest);
    canary.in("JPEG, JFIF's thumbnail", soi, segment(0xe0, "JFIF\0", number, 2, 4, BYTES), rest);
    canary.in("JPEG, JFXX", inserted(jpeg, 20, segment(0xe0, "JFXX\0", 0x13, 2, 4, BYTES)));
    byte[] adobe = bytes("Adobe", be16(100), be16(0), be16(0), 1);
    canary.in("JPEG, Adobe's tail", inserted(jpeg, 20, segment(0xee, adobe, BYTES)));
    canary.in(
        "JPEG, a second Adobe",
        inserted(jpeg, 20, segment(0xee, adobe, BYTES), segment(0xee, adobe)));
    canary.in("JPEG, EXIF's artist", inserted(jpeg, 2, segment(0xe1, "Exif\0\0", exif(ARTIST))));
    canary.in("JPEG, EXIF's notes", inserted(jpeg, 2, segment(0xe1, "Exif\0\0", exif(MAKER_NOTE))));
    byte[] turned = bytes("Exif\0\0", Build.orientation(6));
    canary.in("JPEG, EXIF's tail", inserted(jpeg, 2, segment(0xe1, turned, BYTES)));
    byte[] second = segment(0xe1, "Exif\0\0", BYTES);
    canary.in("JPEG, a second EXIF", inserted(jpeg, 2, segment(0xe1, turned), second));
    canary.in("JPEG, XMP", inserted(jpeg, 2, segment(0xe1, GainMaps.XMP, "<x>", BYTES, "</x>")));
    byte[] extended = bytes("http://ns.adobe.com/xmp/extension/\0", BYTES);
    canary.in("JPEG, extended XMP", inserted(jpeg, 2, segment(0xe1, extended)));
    byte[] resource = bytes("Photoshop 3.0\0", "8BIM", be16(0x0404), 0, 0, be32(24), BYTES);
    canary.in("JPEG, IPTC", inserted(jpeg, 2, segment(0xed, resource)));
    canary.in("JPEG, MPF", inserted(jpeg, 2, segment(0xe2, "MPF\0", "II*\0", BYTES)));
    canary.in(
        "JPEG, a part of no profile",
        inserted(jpeg, 2, segment(0xe2, "ICC_PROFILE\0", 1, 2, BYTES)));
    canary.in(
        "JPEG, content credentials", inserted(jpeg, 2, segment(0xeb, "JP", 0, 1, be32(1), BYTES)));
    canary.in("JPEG, a comment", inserted(jpeg, 2, segment(0xfe, BYTES)));
    canary.in("JPEG, a comment in UTF-16", inserted(jpeg, 2, segment(0xfe, UTF_16)));
    canary.in("JPEG, a deflated comment", inserted(jpeg, 2, segment(0xfe, deflated(BYTES))));
    canary.in(
        "JPEG, a comment after the scan", inserted(jpeg, jpeg.length - 2, segment(0xfe, BYTES)));
    canary.in("JPEG, between segments", inserted(jpeg, 20, BYTES));
    canary.in("JPEG, after its start", inserted(jpeg, 2, 0xff, 0, BYTES));
    canary.in("JPEG, arithmetic conditioning", inserted(jpeg, 20, segment(0xcc, BYTES)));
    canary.in(
        "JPEG, a height after the scan",
        inserted(jpeg, jpeg.length - 2, segment(0xdc, be16(1)), BYTES));
    canary.in("JPEG, after its end", jpeg, BYTES);
    canary.in("JPEG, in a second picture", jpeg, inserted(jpeg, 2, segment(0xfe, BYTES)));
    return canary.places();
  }

  static Stream<Arguments> gainMaps() {
    Canary canary = new Canary();
    byte[] photo = GainMaps.with(GainMaps.photo(), GainMaps.adobe());
    byte[] map = GainMaps.with(GainMaps.map(), GainMaps.adobe());
    byte[] comment = segment(0xfe, BYTES);
    canary.in("gain map, a comment", GainMaps.file(photo, inserted(map, 2, comment)));
    byte[] artist = segment(0xe1, "Exif\0\0", exif(ARTIST));
    canary.in("gain map, EXIF", GainMaps.file(photo, inserted(map, 2, artist)));
    canary.in("gain map, APP9", GainMaps.file(photo, inserted(map, 20, segment(0xe9, BYTES))));
    byte[] words =
        GainMaps.xmp("hdrgm:Version='1.0' hdrgm:GainMapMax='2' hdrgm:Words='" + WORDS + "'", "");
    canary.in("gain map, XMP", GainMaps.file(photo, GainMaps.with(GainMaps.map(), words)));
    canary.in("gain map, between segments", GainMaps.file(photo, inserted(map, 20, BYTES)));
    canary.in("gain map, after its end", GainMaps.file(photo, map), BYTES);
    canary.in("gain map, a third picture", GainMaps.file(photo, map, inserted(map, 2, comment)));
    canary.in("gain map, before it", GainMaps.file(photo, bytes(BYTES, 0xff, 0xd9), map));
    canary.in("gain map, a comment of the first", GainMaps.file(inserted(photo, 20, comment), map));
    return canary.places();
  }

  static Stream<Arguments> pngs() {
    byte[] png = Samples.read("truecolour.png");
    Canary canary = new Canary();
    byte[] deflated = deflated(BYTES);
    byte[][] chunks = {
      chunk("tEXt", "Author\0", BYTES),
      chunk("zTXt", "Comment\0\0", deflated),
      chunk("iTXt", "Comment\0\0\0en\0\0", BYTES),
      chunk("iTXt", "Comment\0\1\0en\0\0", deflated),
      chunk("tEXt", WORDS + "\0x"),
      chunk("eXIf", exif(ARTIST)),
      chunk("eXIf", Build.orientation(6), BYTES),
      chunk("eXIf", BYTES),
      chunk("tIME", BYTES),
      chunk("prVt", BYTES),
      chunk("caBX", BYTES),
      chunk("oFFs", BYTES),
      chunk("sCAL", BYTES),
      chunk("pCAL", WORDS + "\0"),
      chunk("gAMA", be32(45455), BYTES),
      chunk("pHYs", new byte[9], BYTES),
      chunk("cHRM", new byte[32], BYTES),
      chunk("sRGB", 0, BYTES),
      chunk("cICP", 1, 13, 0, 1, BYTES),
      chunk("sBIT", 8, 8, 8, BYTES),
      chunk("bKGD", new byte[6], BYTES),
      chunk("hIST", BYTES),
    };
    for (byte[] each : chunks) {
      String type = new String(each, 4, 4, StandardCharsets.ISO_8859_1);
      String place = "PNG, " + type + " of " + each.length;
      canary.in(place + " before the image data", inserted(png, 33, each));
      canary.in(place + " after them", inserted(png, png.length - 12, each));
    }
    byte[] profile = bytes(deflated(Build.profile(200)));
    canary.in("PNG, name of a profile", inserted(png, 33, chunk("iCCP", WORDS + "\0\0", profile)));
    canary.in("PNG, behind a profile", inserted(png, 33, chunk("iCCP", "a\0\0", profile, BYTES)));
    byte[] palette = bytes(8, new byte[6]);
    canary.in("PNG, name of a palette", inserted(png, 33, chunk("sPLT", WORDS + "\0", palette)));
    byte[] start = Arrays.copyOf(png, 33);
    byte[] data = deflated(new byte[2 * (1 + 3 * 2)]);
    byte[] small = chunk("IHDR", be32(2), be32(2), 8, 2, 0, 0, 0);
    byte[] signature = Arrays.copyOf(start, 8);
    byte[] end = chunk("IEND");
    canary.in("PNG, behind its pixels", signature, small, chunk("IDAT", data, BYTES), end);
    canary.in(
        "PNG, behind its pixels, in a chunk of its own",
        bytes(signature, small, chunk("IDAT", data), chunk("IDAT", BYTES), end));
    byte[] broken = chunk("tEXt", "a\0", BYTES);
    broken[broken.length - 1]++;
    canary.in("PNG, in a chunk with a wrong checksum", inserted(png, 33, broken));
    canary.in("PNG, without its end", Arrays.copyOf(png, png.length - 12), chunk("tEXt", BYTES));
    canary.in("PNG, after its end", png, BYTES);
    canary.in("PNG, a chunk after its end", png, chunk("tEXt", "a\0", BYTES));
    return canary.places();
  }

  static Stream<Arguments> gifs() {
    byte[] gif = Samples.read("still.gif");
    int end = gif.length - 1;
    Canary canary = new Canary();
    canary.in("GIF, a comment", inserted(gif, end, extension(0xfe, BYTES)));
    canary.in("GIF, a comment in UTF-16", inserted(gif, end, extension(0xfe, UTF_16)));
    canary.in(
        "GIF, a block of XMP", inserted(gif, end, extension(0xff, bytes("XMP DataXMP"), BYTES)));
    canary.in(
        "GIF, a name of an application",
        inserted(gif, end, extension(0xff, bytes(WORDS.substring(0, 11)), BYTES)));
    canary.in("GIF, plain text", inserted(gif, end, extension(0x01, new byte[12], BYTES)));
    canary.in("GIF, a grid of plain text", inserted(gif, end, extension(0x01, BYTES)));
    canary.in("GIF, an unknown extension", inserted(gif, end, extension(0x77, BYTES)));
    byte[] control = bytes(0, 10, 0, 0);
    canary.in("GIF, a control's tail", inserted(gif, end, extension(0xf9, bytes(control, BYTES))));
    canary.in("GIF, after a control", inserted(gif, end, extension(0xf9, control, BYTES)));
    byte[] name = bytes("NETSCAPE2.0");
    canary.in(
        "GIF, after the loop", inserted(gif, end, extension(0xff, name, bytes(1, 0, 0), BYTES)));
    canary.in("GIF, in place of the loop", inserted(gif, end, extension(0xff, name, BYTES)));
    canary.in(
        "GIF, a profile that is none",
        inserted(gif, end, extension(0xff, bytes("ICCRGBG1012"), BYTES)));
    canary.in("GIF, after its trailer", gif, BYTES);
    return canary.places();
  }

  static Stream<Arguments> webps() {
    Canary canary = new Canary();
    byte[] lossy =
        Arrays.copyOfRange(Samples.read("lossy.webp"), 12, Samples.read("lossy.webp").length);
    CheckedImage size = Samples.check(Samples.read("lossy.webp"));
    byte[] area = bytes(le24(size.width() - 1), le24(size.height() - 1));
    byte[] still = bytes(riff("VP8X", 0x0c, le24(0), area), lossy);
    canary.in("WebP, EXIF", webp(still, riff("EXIF", exif(ARTIST))));
    canary.in("WebP, EXIF's tail", webp(still, riff("EXIF", Build.orientation(6), BYTES)));
    canary.in(
        "WebP, a second EXIF",
        webp(still, riff("EXIF", Build.orientation(6)), riff("EXIF", BYTES)));
    canary.in("WebP, XMP", webp(still, riff("XMP ", BYTES)));
    canary.in("WebP, an unknown chunk", webp(still, riff("JUNK", BYTES)));
    canary.in(
        "WebP, an unknown chunk before the picture",
        webp(inserted(still, 18, riff("JUNK", BYTES))));
    canary.in("WebP, content credentials", webp(still, riff("C2PA", BYTES)));
    canary.in("WebP, a profile that is none", webp(inserted(still, 18, riff("ICCP", BYTES))));
    canary.in("WebP, a second picture", webp(still, riff("VP8 ", BYTES)));
    canary.in("WebP, after a picture that is not extended", webp(lossy, riff("EXIF", BYTES)));
    canary.in(
        "WebP, an animation's control in a still", webp(inserted(still, 18, riff("ANIM", BYTES))));
    canary.in("WebP, a frame in a still", webp(still, riff("ANMF", BYTES)));
    canary.in("WebP, after its end", Samples.read("lossy.webp"), BYTES);
    byte[] film = bytes(riff("VP8X", 0x02, le24(0), area), riff("ANIM", new byte[6]));
    byte[] frame = bytes(le24(0), le24(0), area, le24(100), 0, lossy);
    byte[] longer = bytes(riff("VP8X", 2, le24(0), area), riff("ANIM", new byte[6], BYTES));
    canary.in("WebP, an animation's control, tail", webp(longer, riff("ANMF", frame)));
    canary.in(
        "WebP, after a frame's picture", webp(film, riff("ANMF", frame, riff("JUNK", BYTES))));
    canary.in("WebP, EXIF of an animation", webp(film, riff("ANMF", frame), riff("EXIF", BYTES)));
    canary.in(
        "WebP, between frames",
        webp(film, riff("ANMF", frame), riff("JUNK", BYTES), riff("ANMF", frame)));
    return canary.places();
  }

  private static byte[] webp(byte[]... chunks) {
    byte[] joined = bytes((Object[]) chunks);
    return bytes("RIFF", le32(joined.length + 4), "WEBP", joined);
  }
}
