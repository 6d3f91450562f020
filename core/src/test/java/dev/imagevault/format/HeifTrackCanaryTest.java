package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.box;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.fullBox;
import static dev.imagevault.format.Canary.BYTES;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Words in any place of a track of pictures that can hold some are gone after cleaning. */
class HeifTrackCanaryTest {

  private static final byte[] FTYP = box("ftyp", "avis", be32(0), "avis");
  private static final int DATA = FTYP.length + 8;
  private static final byte[] TIMES = new byte[8];

  /** A sequence of one picture; each part may be replaced by one with words. */
  private static final class Sequence {
    byte[] mvhd = fullBox("mvhd", 0, TIMES, be32(1000), be32(1), new byte[80]);
    byte[] tkhd = fullBox("tkhd", 0, TIMES, be32(1), new byte[68]);
    byte[] mdhd = fullBox("mdhd", 0, TIMES, be32(1000), be32(1), new byte[4]);
    byte[] hdlr = fullBox("hdlr", 0, be32(0), "pict", new byte[13]);
    byte[] entry = entry(new byte[24], new byte[50]);
    byte[] inMovie = bytes();
    byte[] inTrack = bytes();
    byte[] inMedia = bytes();
    byte[] inInformation = bytes();
    byte[] inTable = bytes();
    byte[] more = bytes();

    byte[] build() {
      byte[] table =
          bytes(
              fullBox("stsd", 0, be32(1), entry),
              fullBox("stts", 0, be32(1), be32(1), be32(1)),
              fullBox("stsz", 0, be32(0), be32(1), be32(6)),
              fullBox("stsc", 0, be32(1), be32(1), be32(1), be32(1)),
              fullBox("stco", 0, be32(1), be32(DATA)),
              inTable);
      byte[] minf = box("minf", box("vmhd", new byte[12]), box("stbl", table), inInformation);
      byte[] track = box("trak", tkhd, box("mdia", mdhd, hdlr, minf, inMedia), inTrack);
      return bytes(FTYP, box("mdat", "pixels", more), box("moov", mvhd, track, inMovie));
    }
  }

  private static byte[] entry(byte[] start, byte[] end, byte[]... boxes) {
    return box("av01", start, be16(64), be16(48), end, bytes((Object[]) boxes));
  }

  private interface Dressing {
    void on(Sequence sequence);
  }

  private static byte[] with(Dressing dressing) {
    Sequence sequence = new Sequence();
    dressing.on(sequence);
    return sequence.build();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"headers", "boxes", "entries"})
  void losesWordsWhereverTheyAre(String place, byte[] file) {
    Canary.assertLost(place, file);
  }

  static Stream<Arguments> headers() {
    Canary canary = new Canary();
    canary.in("data of no picture", with(s -> s.more = BYTES));
    byte[] matrix = new byte[36];
    byte[] start = bytes(TIMES, be32(1000), be32(1), new byte[16], matrix);
    canary.in("mvhd, undefined", with(s -> s.mvhd = fullBox("mvhd", 0, start, BYTES, be32(2))));
    byte[] whole = bytes(start, new byte[24], be32(2), BYTES);
    canary.in("mvhd, tail", with(s -> s.mvhd = fullBox("mvhd", 0, whole)));
    byte[] header = fullBox("tkhd", 0, TIMES, be32(1), new byte[68], BYTES);
    canary.in("tkhd, tail", with(s -> s.tkhd = header));
    byte[] media = fullBox("mdhd", 0, TIMES, be32(1000), be32(1), new byte[4], BYTES);
    canary.in("mdhd, tail", with(s -> s.mdhd = media));
    byte[] name = fullBox("hdlr", 0, be32(0), "pict", new byte[12], BYTES, 0);
    canary.in("hdlr, name", with(s -> s.hdlr = name));
    return canary.places();
  }

  static Stream<Arguments> boxes() {
    Canary canary = new Canary();
    byte[][] boxes = {
      box("uuid", new byte[16], BYTES),
      box("udta", BYTES),
      fullBox("meta", 0, BYTES),
      box("free", BYTES),
      box("skip", BYTES),
      box("zzzz", BYTES),
      fullBox("elng", 0, BYTES, 0),
    };
    for (byte[] each : boxes) {
      String type = new String(each, 4, 4, StandardCharsets.ISO_8859_1);
      canary.in(type + " in moov", with(s -> s.inMovie = each));
      canary.in(type + " in trak", with(s -> s.inTrack = each));
      canary.in(type + " in mdia", with(s -> s.inMedia = each));
      canary.in(type + " in minf", with(s -> s.inInformation = each));
      canary.in(type + " in stbl", with(s -> s.inTable = each));
    }
    byte[] edit = bytes(be32(1), be32(0), be32(1), be32(1 << 16));
    byte[] edits = box("edts", fullBox("elst", 0, be32(1), edit, BYTES));
    canary.in("elst, tail", with(s -> s.inTrack = edits));
    canary.in("edts, an unknown box", with(s -> s.inTrack = box("edts", box("zzzz", BYTES))));
    canary.in("tref, tracks that are none", with(s -> s.inTrack = box("tref", box("auxl", BYTES))));
    byte[] group = box("trgr", fullBox("zzzz", 0, be32(1), BYTES));
    canary.in("trgr, tail", with(s -> s.inTrack = group));
    byte[][] tables = {
      fullBox("ctts", 0, be32(1), be32(1), be32(0), BYTES),
      fullBox("stss", 0, be32(1), be32(1), BYTES),
      fullBox("sgpd", 1, "zzzz", be32(BYTES.length), be32(1), BYTES),
      fullBox("sbgp", 0, "zzzz", be32(3), BYTES),
      fullBox("subs", 0, be32(1), be32(1), be16(1), BYTES),
      fullBox("saiz", 0, BYTES),
      fullBox("saio", 0, BYTES),
      fullBox("stdp", 0, BYTES),
      fullBox("padb", 0, BYTES),
      fullBox("sdtp", 0, 0, BYTES),
    };
    for (byte[] each : tables) {
      String type = new String(each, 4, 4, StandardCharsets.ISO_8859_1);
      canary.in(type + " in stbl", with(s -> s.inTable = each));
    }
    return canary.places();
  }

  static Stream<Arguments> entries() {
    Canary canary = new Canary();
    byte[] start = new byte[24];
    byte[] end = new byte[50];
    byte[] named = bytes(new byte[14], 24, BYTES, new byte[11]);
    canary.in("stsd, a coder's name", with(s -> s.entry = entry(start, named)));
    byte[] behind = bytes(new byte[14], 3, "AV1", BYTES, new byte[8]);
    canary.in("stsd, behind a coder's name", with(s -> s.entry = entry(start, behind)));
    byte[][] boxes = {
      box("zzzz", BYTES),
      box("uuid", new byte[16], BYTES),
      box("colr", "nclx", be16(1), be16(13), be16(6), 0x80, BYTES),
      box("colr", "prof", BYTES),
      box("pasp", be32(1), be32(1), BYTES),
      fullBox("ccst", 0, be32(0), BYTES),
      fullBox("auxi", 0, "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0", BYTES),
      box("btrt", new byte[12], BYTES),
      box("fiel", 1, 0, BYTES),
      box("sv3d", fullBox("svhd", 0, BYTES, 0)),
      fullBox("st3d", 0, 0, BYTES),
      fullBox("CoLL", 0, be32(0), BYTES),
      fullBox("SmDm", 0, new byte[24], BYTES),
      box("sinf", BYTES),
    };
    for (byte[] each : boxes) {
      String type = new String(each, 4, 4, StandardCharsets.ISO_8859_1);
      canary.in("stsd, " + type, with(s -> s.entry = entry(start, end, each)));
    }
    return canary.places();
  }
}
