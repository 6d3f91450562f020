package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.box;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.chunk;
import static dev.imagevault.format.Build.extension;
import static dev.imagevault.format.Build.fullBox;
import static dev.imagevault.format.Build.le32;
import static dev.imagevault.format.Build.riff;
import static dev.imagevault.format.Build.segment;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Files of some megabytes that say of every byte that much is to be remembered or done for it. */
final class HostileFiles {

  static final int SIZE = 5 << 20;

  private static final byte[] FTYP = box("ftyp", "avif", be32(0), "avif");
  private static final byte[] HDLR = fullBox("hdlr", 0, be32(0), "pict", new byte[13]);
  private static final int PARTS = SIZE - 4096;

  private HostileFiles() {}

  /** Returns how each of them is made, by what there is much of in it. */
  static Map<String, Supplier<byte[]>> all() {
    Map<String, Supplier<byte[]>> files = new LinkedHashMap<>();
    files.put("heif-items", () -> meta(fullBox("iinf", 1, be32(0), items())));
    files.put("heif-items-of-the-same-bytes", HostileFiles::itemsOfTheSameBytes);
    files.put("heif-extents", HostileFiles::extents);
    files.put("heif-extents-with-gaps", HostileFiles::extentsWithGaps);
    files.put("heif-properties", () -> meta(box("iprp", box("ipco", filled(box("zzzz"))))));
    files.put("heif-associations", HostileFiles::associations);
    files.put("heif-references", () -> meta(item(1), fullBox("iref", 0, references())));
    files.put(
        "heif-references-to-nothing", () -> meta(item(1), fullBox("iref", 1, filled(nowhere()))));
    files.put("heif-references-of-tracks", HostileFiles::referencesOfTracks);
    files.put("heif-groups", () -> meta(item(1), box("grpl", filled(group()))));
    files.put("heif-boxes", () -> bytes(FTYP, filled(box("uuid"))));
    files.put("heif-boxes-with-words", () -> bytes(FTYP, filled(box("uuid", "words")), still()));
    files.put("heif-nested-boxes", HostileFiles::nestedBoxes);
    files.put("heif-names", () -> meta(fullBox("iinf", 0, be16(1), name())));
    files.put("heif-chunks-of-samples", HostileFiles::chunksOfSamples);
    byte[] jpeg = Samples.read("baseline.jpg");
    files.put("jpeg-segments", () -> inserted(jpeg, 2, filled(segment(0xfe))));
    files.put("jpeg-stray-bytes", () -> inserted(jpeg, 20, filled(bytes(1))));
    files.put("jpeg-restarts", () -> inserted(jpeg, jpeg.length - 2, filled(bytes(0xff, 0xd0))));
    byte[] tableAndWords = bytes(segment(0xdd, 0, 8), segment(0xfe));
    files.put("jpeg-segments-kept-and-not", () -> inserted(jpeg, 2, filled(tableAndWords)));
    byte[] png = Samples.read("truecolour.png");
    byte[] text = bytes(chunk("sPLT", "a\0", 8), chunk("tEXt", "a"));
    files.put("png-chunks-kept-and-not", () -> inserted(png, 33, filled(text)));
    files.put("png-blocks-of-fixed-codes", () -> compressed(bytes(2, 8, 0x20, 0x80, 0)));
    files.put("png-blocks-of-own-codes", () -> compressed(ownCodes()));
    files.put("png-blocks-stored", () -> compressed(bytes(0, 0, 0, 0xff, 0xff)));
    byte[] gif = Samples.read("still.gif");
    byte[] control = bytes(extension(0xf9, new byte[4]), extension(0xfe));
    files.put("gif-blocks-kept-and-not", () -> inserted(gif, gif.length - 1, filled(control)));
    files.put("gif-pieces", () -> HostileFileTest.manySubBlocks(PARTS));
    files.put("webp-chunks-kept-and-not", HostileFiles::webp);
    return files;
  }

  private static byte[] filled(byte[] part) {
    byte[] all = new byte[PARTS / part.length * part.length];
    for (int i = 0; i < all.length; i += part.length) {
      System.arraycopy(part, 0, all, i, part.length);
    }
    return all;
  }

  /** Four blocks, each of which describes codes for its end alone. */
  private static byte[] ownCodes() {
    String blocks =
        "04c081000000000090ff6b100007020000000040feaf41001c0800000000"
            + "00f9bf060170200000000000e4ff1a";
    return HexFormat.of().parseHex(blocks);
  }

  /** A PNG of blocks of no pixels. */
  private static byte[] compressed(byte[] blocks) {
    byte[] png = Samples.read("truecolour.png");
    byte[] data = chunk("IDAT", 0x78, 0x9c, filled(blocks));
    return bytes(Arrays.copyOf(png, 33), data, chunk("IEND"));
  }

  private static byte[] inserted(byte[] file, int at, byte[] what) {
    return bytes(Arrays.copyOf(file, at), what, Arrays.copyOfRange(file, at, file.length));
  }

  private static byte[] meta(byte[]... boxes) {
    return bytes(FTYP, fullBox("meta", 0, HDLR, bytes((Object[]) boxes)));
  }

  private static byte[] still() {
    byte[] image = new HeifBuild().image(1, "av01").build();
    return Arrays.copyOfRange(image, 28, image.length);
  }

  private static byte[] item(int id) {
    return fullBox("iinf", 0, be16(1), fullBox("infe", 2, be16(id), be16(0), "av01\0"));
  }

  private static byte[] items() {
    byte[] entry = fullBox("infe", 3, be32(0), be16(0), "av01\0");
    byte[] entries = filled(entry);
    for (int i = 0; i < entries.length; i += entry.length) {
      System.arraycopy(be32(i + 1), 0, entries, i + 12, 4);
    }
    return entries;
  }

  private static byte[] itemsOfTheSameBytes() {
    int count = 2000;
    byte[] infos = bytes();
    byte[] locations = bytes();
    for (int id = 1; id <= count; id++) {
      infos = bytes(infos, fullBox("infe", 2, be16(id), be16(0), "jpeg\0"));
      byte[] extent = bytes(be32(100_000), be32(PARTS - 200_000));
      locations = bytes(locations, be16(id), be16(0), be16(1), extent);
    }
    byte[] iinf = fullBox("iinf", 0, be16(count), infos);
    byte[] iloc = fullBox("iloc", 0, be16(0x4400), be16(count), locations);
    byte[] head = meta(iinf, iloc);
    byte[] jpeg = filled(segment(0xfe));
    byte[] data = bytes(new byte[100_000 - head.length - 8], 0xff, 0xd8, jpeg);
    return bytes(head, box("mdat", Arrays.copyOf(data, PARTS - head.length)));
  }

  private static byte[] extents() {
    byte[] all = bytes(be16(1), be16(0), be16(0xffff), new byte[8 * 0xffff]);
    return meta(item(1), fullBox("iloc", 0, be16(0x4400), be16(1000), filled(all)));
  }

  /** Each extent is a byte, and so is each gap, in which there is something. */
  private static byte[] extentsWithGaps() {
    int count = 60_000;
    byte[] iprp = box("iprp", box("ipco", HeifBuild.ISPE, HeifBuild.AV1C), ipma(bytes(2, 1, 2), 1));
    byte[] pitm = fullBox("pitm", 0, be16(1));
    int dataAt = meta(item(1), iprp, pitm, iloc(count, 0)).length + 8;
    byte[] data = new byte[SIZE - dataAt];
    Arrays.fill(data, (byte) 1);
    return bytes(meta(item(1), iprp, pitm, iloc(count, dataAt)), box("mdat", data));
  }

  private static byte[] iloc(int count, int dataAt) {
    byte[] extents = new byte[8 * count];
    for (int i = 0; i < count; i++) {
      System.arraycopy(be32(dataAt + 2 * i), 0, extents, 8 * i, 4);
      extents[8 * i + 7] = 1;
    }
    return fullBox("iloc", 0, be16(0x4400), be16(1), be16(1), be16(0), be16(count), extents);
  }

  private static byte[] ipma(byte[] indices, int count) {
    return fullBox("ipma", 0, be32(count), be16(1), indices);
  }

  private static byte[] associations() {
    byte[] entry = bytes(be16(1), 255, new byte[255]);
    for (int i = 3; i < entry.length; i++) {
      entry[i] = (byte) (1 + i % 3);
    }
    byte[] clap =
        box("clap", be32(64), be32(1), be32(48), be32(1), be32(0), be32(1), be32(0), be32(1));
    byte[] all = filled(entry);
    byte[] ipma = fullBox("ipma", 0, be32(all.length / entry.length), all);
    return meta(item(1), box("iprp", box("ipco", HeifBuild.ISPE, clap, HeifBuild.AV1C), ipma));
  }

  private static byte[] references() {
    byte[] ids = new byte[2 * 0xffff];
    for (int i = 1; i < ids.length; i += 2) {
      ids[i] = 1;
    }
    return filled(box("dimg", be16(1), be16(0xffff), ids));
  }

  /** Each of these ids, which no item has, is to be replaced. */
  private static byte[] nowhere() {
    byte[] ids = new byte[4 * 0xffff];
    Arrays.fill(ids, (byte) 'x');
    return box("cdsc", be32(1), be16(0xffff), ids);
  }

  private static byte[] referencesOfTracks() {
    byte[] ids = new byte[PARTS];
    Arrays.fill(ids, (byte) 'x');
    byte[] handler = fullBox("hdlr", 0, be32(0), "pict", new byte[13]);
    byte[] track = box("trak", box("mdia", handler), box("tref", box("auxl", ids)));
    return bytes(FTYP, box("moov", track));
  }

  private static byte[] group() {
    byte[] ids = new byte[4 * 1000];
    for (int i = 3; i < ids.length; i += 4) {
      ids[i] = 1;
    }
    return fullBox("altr", 0, be32(1), be32(1000), ids);
  }

  private static byte[] nestedBoxes() {
    byte[] headers = new byte[PARTS / 8 * 8];
    for (int i = 0; i < headers.length; i += 8) {
      System.arraycopy(be32(headers.length - i), 0, headers, i, 4);
      System.arraycopy(bytes("minf"), 0, headers, i + 4, 4);
    }
    byte[] handler = fullBox("hdlr", 0, be32(0), "pict", new byte[13]);
    return bytes(FTYP, box("moov", box("trak", box("mdia", handler, headers))));
  }

  private static byte[] name() {
    byte[] name = new byte[PARTS];
    Arrays.fill(name, (byte) 'x');
    return fullBox("infe", 2, be16(1), be16(0), "av01", name);
  }

  private static byte[] chunksOfSamples() {
    byte[] entry = box("av01", new byte[24], be16(64), be16(48), new byte[50]);
    byte[] table =
        bytes(
            fullBox("stsd", 0, be32(1), entry),
            fullBox("stsz", 0, be32(0), be32(1000), new byte[4000]),
            fullBox("stsc", 0, be32(1), be32(1), be32(0), be32(1)),
            fullBox("stco", 0, be32((PARTS - 8192) / 4), new byte[PARTS - 8192]));
    byte[] handler = fullBox("hdlr", 0, be32(0), "pict", new byte[13]);
    byte[] media = box("mdia", handler, box("minf", box("stbl", table)));
    byte[] header = fullBox("tkhd", 0, new byte[80]);
    return bytes(FTYP, box("moov", box("trak", header, media)));
  }

  private static byte[] webp() {
    byte[] canvas = riff("VP8X", 2, new byte[9]);
    byte[] animation = riff("ANIM", new byte[6]);
    byte[] picture = riff("VP8L", 0x2f, le32(0), 1);
    byte[] frame = riff("ANMF", new byte[16], picture);
    byte[] chunks = bytes(canvas, animation, filled(bytes(frame, riff("JUNK"))));
    return bytes("RIFF", le32(chunks.length + 4), "WEBP", chunks);
  }
}
