package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.box;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.fullBox;
import static dev.imagevault.format.Canary.BYTES;
import static dev.imagevault.format.Canary.UTF_16;
import static dev.imagevault.format.Canary.WORDS;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Words in any place of an AVIF or HEIC that can hold some are gone after cleaning. */
class HeifCanaryTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource({"boxes", "items", "properties"})
  void losesWordsWhereverTheyAre(String place, byte[] file) {
    Canary.assertLost(place, file);
  }

  private static byte[] with(String coding, Consumer<HeifBuild> dressing) {
    HeifBuild build = new HeifBuild().image(1, coding);
    dressing.accept(build);
    return build.build();
  }

  private static byte[] with(Consumer<HeifBuild> dressing) {
    return with("av01", dressing);
  }

  static Stream<Arguments> boxes() {
    Canary canary = new Canary();
    for (String coding : new String[] {"av01", "hvc1"}) {
      for (String type : new String[] {"uuid", "udta", "free", "skip", "zzzz", "meco", "mdat"}) {
        byte[] box = box(type, BYTES);
        canary.in(coding + ", " + type + " before the data", with(coding, b -> b.afterMeta = box));
        canary.in(coding + ", " + type + " at the end", with(coding, b -> b.end = box));
      }
      for (String type : new String[] {"uuid", "udta", "free", "zzzz", "xml ", "bxml", "ipro"}) {
        byte[] box = fullBox(type, 0, BYTES);
        canary.in(coding + ", " + type + " in meta", with(coding, b -> b.inMeta = box));
      }
    }
    canary.in("bytes at the end", with(b -> b.end = BYTES));
    canary.in("bytes at the end, no letters", with(b -> b.end = bytes(0, 1, 2, 3, BYTES)));
    canary.in("an open box at the end", with(b -> b.end = bytes(be32(0), "free", BYTES)));
    canary.in("another file at the end", with(b -> b.end = box("ftyp", "mif1", be32(0), BYTES)));
    canary.in("between data", with(b -> b.image(2, "av01").gap = BYTES));
    canary.in("in UTF-16", with(b -> b.image(2, "av01").gap = UTF_16));
    canary.in("data in meta of no item", with(b -> b.inMeta = box("idat", BYTES)));
    byte[] rest = bytes(new byte[12], BYTES, 0);
    canary.in("a handler's name", with(b -> b.handler = handler(be32(0), rest)));
    byte[] named = bytes(new byte[12], "libavif\0", BYTES);
    canary.in("a handler's tail", with(b -> b.handler = handler(be32(0), named)));
    canary.in("the primary item's tail", with(b -> b.inPrimary = BYTES));
    byte[] place = fullBox("url ", 0, BYTES);
    byte[] data = box("dinf", fullBox("dref", 0, be32(1), place));
    canary.in("a place of data", with(b -> b.inMeta = data));
    canary.in("beside places of data", with(b -> b.inMeta = box("dinf", box("zzzz", BYTES))));
    byte[] group = fullBox("altr", 0, be32(9), be32(1), be32(1), BYTES);
    canary.in("a group's tail", with(b -> b.inMeta = box("grpl", group)));
    return canary.places();
  }

  private static byte[] handler(byte[] predefined, byte[] rest) {
    return fullBox("hdlr", 0, predefined, "pict", rest);
  }

  static Stream<Arguments> items() {
    Canary canary = new Canary();
    for (String type : new String[] {"Exif", "mime", "uri ", "jumb", "c2pa", "zzzz", "text"}) {
      canary.in("data of " + type, with(b -> b.item(2, type, BYTES)));
      canary.in("described by " + type, with(b -> b.item(2, type, BYTES).reference("cdsc", 2, 1)));
      canary.in("name of " + type, with(b -> b.item(2, type, bytes("x")).words(2, BYTES, 0)));
    }
    canary.in("name of an image", with(b -> b.words(1, BYTES, 0)));
    canary.in("after a name", with(b -> b.words(1, 0, BYTES)));
    canary.in("after a usual name", with(b -> b.words(1, "Color\0", BYTES, 0)));
    canary.in("a content type", with(b -> b.item(2, "mime", bytes(1)).words(2, 0, BYTES, 0)));
    canary.in("an encoding", with(b -> b.item(2, "mime", bytes(1)).words(2, 0, "a/b\0", BYTES, 0)));
    canary.in("a uri", with(b -> b.item(2, "uri ", bytes(1)).words(2, 0, BYTES, 0)));
    byte[] old = fullBox("infe", 0, be16(9), be16(0), BYTES, 0);
    canary.in("an entry of an older kind", with(b -> b.inItems = old));
    canary.in("a box beside the entries", with(b -> b.inItems = box("zzzz", BYTES)));
    canary.in("a thumbnail", with(b -> thumbnail(b, BYTES)));
    canary.in("after the places of data", with(b -> b.inLocations = BYTES));
    byte[] nobody = bytes(be16(77), be16(0), be16(BYTES.length / 8), BYTES);
    canary.in("places of no item's data", with(b -> located(b, nobody)));
    canary.in("a reference's tail", with(b -> b.references = box("zzzz", be16(1), be16(0), BYTES)));
    for (String type : new String[] {"zzzz", "thmb", "cdsc", "auxl", "free"}) {
      byte[] ids = box(type, be16(1), be16(BYTES.length / 2), BYTES);
      canary.in("items that " + type + " invents", with(b -> b.references = ids));
      byte[] from = box(type, be16(77), be16(BYTES.length / 2), BYTES);
      canary.in("items that " + type + " of none invents", with(b -> b.references = from));
    }
    return canary.places();
  }

  private static void located(HeifBuild build, byte[] more) {
    build.moreLocations = 1;
    build.inLocations = more;
  }

  private static void thumbnail(HeifBuild build, byte[] data) {
    int size = build.property(HeifBuild.ISPE);
    int coding = build.property(HeifBuild.AV1C);
    build.item(2, "av01", data, size, coding).reference("thmb", 2, 1);
  }

  static Stream<Arguments> properties() {
    byte[][] properties = {
      fullBox("udes", 0, "en\0", BYTES, 0),
      fullBox("altt", 0, BYTES, 0, "en\0"),
      fullBox("crtt", 0, BYTES),
      fullBox("mdft", 0, BYTES),
      fullBox("cprt", 0, be16(0), BYTES),
      box("uuid", new byte[16], BYTES),
      box("udta", BYTES),
      box("free", BYTES),
      box("zzzz", BYTES),
      fullBox("ispe", 0, be32(64), be32(48), BYTES),
      fullBox("pixi", 0, 3, 8, 8, 8, BYTES),
      box("pasp", be32(1), be32(1), BYTES),
      box("irot", 0, BYTES),
      box("imir", 0, BYTES),
      box("clap", crop(64, 48), BYTES),
      box("a1op", 0, BYTES),
      box("a1lx", 0, be16(1), be16(1), be16(1), BYTES),
      box("lsel", be16(0), BYTES),
      box("clli", be32(0), BYTES),
      box("mdcv", new byte[24], BYTES),
      box("cclv", 0, BYTES),
      box("amve", new byte[8], BYTES),
      fullBox("ndwt", 0, be32(203), BYTES),
      fullBox("rloc", 0, be32(0), be32(0), BYTES),
      box("colr", "nclx", be16(1), be16(13), be16(6), 0x80, BYTES),
      box("colr", "prof", BYTES),
      box("colr", WORDS),
      fullBox("auxC", 0, "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", BYTES),
      box("hvcC", 1, new byte[21], 1, 0x21, be16(1), be16(3), "sps", BYTES),
    };
    Canary canary = new Canary();
    for (byte[] each : properties) {
      String type = new String(each, 4, 4, StandardCharsets.ISO_8859_1);
      String place = type + " of " + each.length;
      canary.in("a property, " + place, HeifBuild.withProperties(each));
      canary.in("a property of nothing, " + place, with(b -> b.property(each)));
    }
    canary.in("after the properties", with(b -> b.inProperties = box("zzzz", BYTES)));
    return canary.places();
  }

  private static byte[] crop(int width, int height) {
    byte[] size = bytes(be32(width), be32(1), be32(height), be32(1));
    return bytes(size, be32(0), be32(1), be32(0), be32(1));
  }
}
