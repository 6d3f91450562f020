package dev.imagevault.format;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What of boxes that stay is nobody's business: names in words of their writer's own, and bytes
 * after a box's fields. All of it is erased in place.
 */
final class HeifFields {

  /** Names that encoders give every file. */
  private static final Set<String> USUAL_NAMES =
      Set.of(
          "",
          "Color",
          "Alpha",
          "GMap",
          "SampleTransform",
          "Exif",
          "XMP",
          "libavif",
          "PictureHandler",
          "VideoHandler",
          "AOM Coding",
          "HEVC Coding",
          "HEVC",
          "AV1");

  private static final int LONGEST_USUAL_NAME = 32;

  /** Auxiliary types after which the range of depths follows, without which there is none. */
  private static final Set<String> DEPTHS =
      Set.of(
          "urn:mpeg:hevc:2015:auxid:2",
          "urn:mpeg:avc:2015:auxid:2",
          "urn:mpeg:mpegB:cicp:systems:auxiliary:depth");

  private HeifFields() {}

  /** Erases what follows the fields of an item's property. */
  static void clean(Box property, HeifCleaned cleaned) {
    Reader in = property.content();
    int length =
        switch (property.type()) {
          case "irot", "imir", "a1op" -> 1;
          case "lsel", "fiel" -> 2;
          case "clli" -> 4;
          case "a1lx" -> layerSizes(in.ahead());
          case "st3d" -> 5;
          case "pasp", "amve", "ndwt", "ccst", "CoLL" -> 8;
          case "ispe", "rloc", "btrt" -> 12;
          case "hvcC" -> parameterSets(in.ahead());
          case "cclv" -> colourVolume(in.ahead());
          case "mdcv" -> 24;
          case "SmDm" -> 28;
          case "clap" -> 32;
          case "colr" -> in.startsWith("nclx") ? 11 : in.remaining();
          case "pixi" -> pixelInformation(in.ahead());
          case "auxC", "auxi" -> auxiliaryType(in.ahead());
          default -> in.remaining();
        };
    in.skip(Math.min(length, in.remaining()));
    cleaned.eraseRest(in);
  }

  /** Erases what follows the entries of a track's tables, and the fields of its headers. */
  static void cleanTable(Box table, HeifCleaned cleaned) {
    Reader in = table.content();
    boolean isLong = in.remaining() > 0 && in.peek() == 1;
    eraseReserved(table, isLong ? 12 : 0, cleaned);
    long length =
        switch (table.type()) {
          case "mvhd" -> isLong ? 112 : 100;
          case "tkhd" -> isLong ? 96 : 84;
          case "mdhd" -> isLong ? 36 : 24;
          case "vmhd" -> 12;
          case "nmhd" -> 4;
          case "cslg" -> isLong ? 44 : 24;
          case "elst" -> entries(isLong ? 20 : 12, in.ahead());
          case "sbgp" -> (isLong ? 8 : 4) + entries(8, in.ahead().skip(isLong ? 8 : 4));
          case "stco", "stss" -> entries(4, in.ahead());
          case "co64", "stts", "ctts", "stsh" -> entries(8, in.ahead());
          case "stsc" -> entries(12, in.ahead());
          case "stsz" -> samples(in.ahead());
          default -> in.remaining();
        };
    in.skip(Math.min(length, in.remaining()));
    cleaned.eraseRest(in);
  }

  /** What must be zero in headers (ISO/IEC 14496-12, 8.2.2 and 8.3.2). */
  private static void eraseReserved(Box header, int longer, HeifCleaned cleaned) {
    Reader in = header.content();
    if (header.type().equals("mvhd") && in.remaining() >= 100 + longer) {
      cleaned.erase(in.skip(26 + longer), 10);
      cleaned.erase(in.skip(36), 24);
    } else if (header.type().equals("tkhd") && in.remaining() >= 84 + longer) {
      cleaned.erase(in.skip(24 + longer), 8);
    }
  }

  private static long entries(int size, Reader table) {
    return 8 + size * table.skip(4).u32();
  }

  private static long samples(Reader table) {
    boolean areOfOneSize = table.skip(4).u32() != 0;
    return 12 + (areOfOneSize ? 0 : 4 * table.u32());
  }

  private static int pixelInformation(Reader in) {
    boolean isExtended = in.u32() != 0;
    return isExtended ? 4 + in.remaining() : 5 + in.u8();
  }

  private static int layerSizes(Reader in) {
    return 1 + 3 * ((in.u8() & 1) == 1 ? 4 : 2);
  }

  /** The flags say which of its parts are there: six coordinates, and three luminances. */
  private static int colourVolume(Reader in) {
    int present = in.u8();
    return 1 + ((present & 0x20) != 0 ? 24 : 0) + 4 * Integer.bitCount(present & 0x1c);
  }

  /** Arrays of units (ISO/IEC 14496-15, 8.3.2), as far as they go. */
  private static int parameterSets(Reader in) {
    int length = in.remaining();
    if (length < 23) {
      return length;
    }
    int arrays = in.skip(22).u8();
    for (; arrays > 0 && in.remaining() >= 3; arrays--) {
      int units = in.skip(1).u16();
      for (; units > 0 && in.remaining() >= 2; units--) {
        in.skip(Math.min(in.u16(), in.remaining()));
      }
    }
    return length - in.remaining();
  }

  private static int auxiliaryType(Reader in) {
    int length = in.remaining();
    in.skip(4);
    String type = name(in.ahead());
    if (DEPTHS.contains(type)) {
      return length;
    }
    while (in.remaining() > 0 && in.u8() != 0) {}
    return length - in.remaining();
  }

  /** Erases the name of a handler (ISO/IEC 14496-12, 8.4.3) and what must be zero before it. */
  static void cleanHandler(Box handler, HeifCleaned cleaned) {
    Reader in = handler.content().skip(4);
    cleaned.erase(in, 4);
    in.skip(4);
    cleaned.erase(in, 12);
    cleanName(in, cleaned);
    cleaned.eraseRest(in);
  }

  /** Passes a name, and erases it unless it is a usual one. */
  static void cleanName(Reader in, HeifCleaned cleaned) {
    if (USUAL_NAMES.contains(name(in.ahead()))) {
      while (in.remaining() > 0 && in.u8() != 0) {}
    } else {
      cleaned.eraseText(in);
    }
  }

  /** Returns a text that ends with a zero, or its first characters. */
  private static String name(Reader in) {
    StringBuilder name = new StringBuilder();
    while (in.remaining() > 0 && in.peek() != 0 && name.length() <= 2 * LONGEST_USUAL_NAME) {
      name.append((char) in.u8());
    }
    return name.toString();
  }

  /** Erases the name of a coder in the 32 bytes that come next, of which the first is a length. */
  static void cleanCompressorName(Reader in, HeifCleaned cleaned) {
    Reader name = in.part(LONGEST_USUAL_NAME);
    int length = Math.min(name.peek(), LONGEST_USUAL_NAME - 1);
    String text =
        new String(name.array(), name.position() + 1, length, StandardCharsets.ISO_8859_1);
    if (USUAL_NAMES.contains(text)) {
      name.skip(1 + length);
    }
    cleaned.eraseRest(name);
  }

  /** Erases where data are said to be that are not in the file (ISO/IEC 14496-12, 8.7.2). */
  static void cleanDataInformation(Box information, HeifCleaned cleaned) {
    Reader boxes = information.content();
    while (boxes.remaining() > 0) {
      Box box = Box.next(boxes);
      if (!box.type().equals("dref")) {
        cleaned.free(box);
        continue;
      }
      Reader entries = box.content().skip(8);
      while (entries.remaining() > 0) {
        Reader entry = Box.next(entries).content();
        entry.skip(4);
        cleaned.eraseRest(entry);
      }
    }
  }
}
