package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.box;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.fullBox;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts an AVIF or HEIC file together from items whose data are in one mdat box. */
final class HeifBuild {

  static final byte[] ISPE = fullBox("ispe", 0, be32(64), be32(48));
  static final byte[] AV1C = box("av1C", 0x81, 0, 0, 0);
  static final byte[] HVCC = box("hvcC", 1, new byte[22]);

  private record Item(int id, String type, byte[] data, int[] properties) {}

  /** What follows the types of items in their entries. */
  private final Map<Integer, byte[]> words = new HashMap<>();

  private final List<Item> items = new ArrayList<>();
  private final List<byte[]> properties = new ArrayList<>();
  byte[] ftyp = box("ftyp", "mif1", be32(0), "mif1", "avif", "heic");
  byte[] inMeta = bytes();
  byte[] handler = fullBox("hdlr", 0, be32(0), "pict", new byte[13]);
  byte[] inPrimary = bytes();
  byte[] inItems = bytes();
  byte[] inLocations = bytes();
  int moreLocations;
  byte[] inProperties = bytes();
  byte[] references = bytes();
  byte[] gap = bytes();
  byte[] afterMeta = bytes();
  byte[] end = bytes();
  int primary = 1;

  /** Adds a property and returns its index. */
  int property(byte[] box) {
    properties.add(box);
    return properties.size();
  }

  /** Adds an item with these properties. */
  HeifBuild item(int id, String type, byte[] data, int... indices) {
    items.add(new Item(id, type, data, indices));
    return this;
  }

  /** Adds a coded image of 64 by 48 pixels. */
  HeifBuild image(int id, String type) {
    byte[] configuration = type.equals("av01") ? AV1C : HVCC;
    return item(id, type, bytes("pixels" + id), property(ISPE), property(configuration));
  }

  /** Puts this in the place of an item's empty name. */
  HeifBuild words(int id, Object... name) {
    words.put(id, bytes(name));
    return this;
  }

  /** Adds a reference of this type. */
  HeifBuild reference(String type, int from, int... to) {
    byte[] ids = bytes(be16(from), be16(to.length));
    for (int id : to) {
      ids = bytes(ids, be16(id));
    }
    references = bytes(references, box(type, ids));
    return this;
  }

  /** Returns where the data of the first item begin. */
  int dataAt() {
    return ftyp.length + meta(0).length + afterMeta.length + 8;
  }

  byte[] build() {
    byte[] data = bytes();
    for (Item item : items) {
      data = bytes(data, item.data, gap);
    }
    return bytes(ftyp, meta(dataAt()), afterMeta, box("mdat", data), end);
  }

  byte[] meta(int dataAt) {
    byte[] infos = bytes();
    byte[] locations = bytes();
    byte[] associations = bytes();
    int offset = dataAt;
    for (Item item : items) {
      String usual = item.type.equals("mime") ? "\0application/rdf+xml\0" : "\0";
      byte[] rest = words.getOrDefault(item.id, bytes(usual));
      infos = bytes(infos, fullBox("infe", 2, be16(item.id), be16(0), item.type, rest));
      byte[] extent = bytes(be32(offset), be32(item.data.length));
      locations = bytes(locations, be16(item.id), be16(0), be16(1), extent);
      offset += item.data.length + gap.length;
      byte[] indices = bytes();
      for (int index : item.properties) {
        indices = bytes(indices, index);
      }
      associations = bytes(associations, be16(item.id), indices.length, indices);
    }
    return fullBox(
        "meta",
        0,
        handler,
        fullBox("pitm", 0, be16(primary), inPrimary),
        fullBox("iinf", 0, be16(items.size()), infos, inItems),
        fullBox(
            "iloc", 0, be16(0x4400), be16(items.size() + moreLocations), locations, inLocations),
        references.length == 0 ? bytes() : fullBox("iref", 0, references),
        box(
            "iprp",
            box("ipco", bytes(properties.toArray())),
            fullBox("ipma", 0, be32(items.size()), associations),
            inProperties),
        inMeta);
  }

  /** Returns a file with one image, which has these properties beside the usual ones. */
  static byte[] withProperties(byte[]... boxes) {
    HeifBuild build = new HeifBuild();
    int[] indices = new int[boxes.length + 2];
    for (int i = 0; i < boxes.length; i++) {
      indices[i] = build.property(boxes[i]);
    }
    indices[boxes.length] = build.property(HeifBuild.ISPE);
    indices[boxes.length + 1] = build.property(HeifBuild.AV1C);
    return build.item(1, "av01", bytes("pixels"), indices).build();
  }

  /**
   * Returns an AVIF file with a gain map, and words about the image, made of two with an image
   * each.
   *
   * @param parameters as ISO 21496-1 writes them
   */
  static byte[] withGainMap(byte[] image, byte[] map, byte[] parameters) {
    HeifBuild build = new HeifBuild();
    build.ftyp = box("ftyp", "avif", be32(0), "avif", "mif1", "miaf", "tmap");
    int size = build.property(boxOf(image, "ispe"));
    int depth = build.property(boxOf(image, "pixi"));
    int coding = build.property(boxOf(image, "av1C"));
    int colours = build.property(boxOf(image, "colr"));
    build.item(1, "av01", dataOf(image), size, depth, coding, colours);
    int mapSize = build.property(boxOf(map, "ispe"));
    int mapDepth = build.property(boxOf(map, "pixi"));
    build.item(2, "av01", dataOf(map), mapSize, mapDepth, build.property(boxOf(map, "av1C")));
    byte[] bright = box("colr", "nclx", be16(9), be16(16), be16(9), 0x80);
    build.item(3, "tmap", bytes(0, parameters), size, depth, build.property(bright));
    build.item(4, "mime", bytes("<x:xmpmeta>SECRET</x:xmpmeta>"));
    build.reference("dimg", 3, 1, 2).reference("cdsc", 4, 1);
    build.inMeta = box("grpl", fullBox("altr", 0, be32(9), be32(2), be32(3), be32(1)));
    return build.build();
  }

  private static byte[] boxOf(byte[] file, String type) {
    int from = Build.indexOf(file, type) - 4;
    return Arrays.copyOfRange(file, from, from + ByteBuffer.wrap(file).getInt(from));
  }

  private static byte[] dataOf(byte[] file) {
    byte[] box = boxOf(file, "mdat");
    return Arrays.copyOfRange(box, 8, box.length);
  }
}
