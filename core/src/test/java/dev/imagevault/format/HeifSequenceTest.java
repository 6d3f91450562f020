package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.box;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.fullBox;
import static dev.imagevault.format.Build.indexOf;
import static dev.imagevault.format.Samples.assertInvalid;
import static dev.imagevault.format.Samples.check;
import static dev.imagevault.format.Samples.clean;
import static dev.imagevault.format.Samples.reject;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException.Reason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HeifSequenceTest {

  private static final byte[] FTYP = box("ftyp", "msf1", be32(0), "avis");
  private static final byte[] MDAT = box("mdat", "one", "three", "gap", "five!", "sound");
  private static final int DATA = FTYP.length + 8;
  private static final byte[] UPRIGHT = bytes(be32(1 << 16), new byte[12], be32(1 << 16));
  private static final byte[] TURNED = bytes(be32(0), be32(1 << 16), new byte[8], be32(0));

  /** Samples "one" and "three" in a first chunk, "five!" in a second. */
  private static byte[] pictures() {
    return table(
        fullBox("stsz", 0, be32(0), be32(3), be32(3), be32(5), be32(5)),
        fullBox("stsc", 0, be32(2), be32(1), be32(2), be32(1), be32(2), be32(1), be32(1)),
        fullBox("stco", 0, be32(2), be32(DATA), be32(DATA + 11)));
  }

  private static byte[] table(byte[]... boxes) {
    return bytes((Object[]) boxes);
  }

  private static byte[] track(String handler, String coding, byte[] matrix, byte[] table) {
    byte[] entry = box(coding, new byte[24], be16(64), be16(48), new byte[50]);
    byte[] tkhd =
        fullBox("tkhd", 0, "TIMETIME", new byte[8 + 4 + 16], matrix, new byte[36 - 20 + 8]);
    return box(
        "trak",
        tkhd,
        box("udta", "SECRET"),
        box("meta", "SECRET"),
        box(
            "mdia",
            fullBox("mdhd", 1, "TIMETIMETIMETIME", new byte[16]),
            fullBox("hdlr", 0, be32(0), handler, new byte[13]),
            box(
                "minf",
                box("vmhd", new byte[12]),
                box("stbl", fullBox("stsd", 0, be32(1), entry), table))));
  }

  private static byte[] file(byte[]... tracks) {
    byte[] mvhd = fullBox("mvhd", 0, "TIMETIME", new byte[88]);
    return bytes(FTYP, MDAT, box("moov", mvhd, bytes((Object[]) tracks), box("udta", "SECRET")));
  }

  @Test
  void isMeasuredByItsTrackIfItHasNoItems() {
    CheckedImage avif = check(file(track("pict", "av01", UPRIGHT, pictures())));
    assertThat(avif.format()).isEqualTo(ImageFormat.AVIF);
    assertThat(avif.width()).isEqualTo(64);
    CheckedImage heic = check(file(track("pict", "hvc1", TURNED, pictures())));
    assertThat(heic.format()).isEqualTo(ImageFormat.HEIC);
    assertThat(heic.width()).isEqualTo(48);
    assertThat(heic.height()).isEqualTo(64);
    assertThat(reject(file(track("pict", "mp4v", UPRIGHT, pictures()))).reason())
        .isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void losesTimesAndWordsAndSoundAndKeepsPictures() {
    byte[] sound =
        table(
            fullBox("stsz", 0, be32(5), be32(1)),
            fullBox("stsc", 0, be32(1), be32(1), be32(1), be32(1)),
            fullBox("stco", 0, be32(1), be32(DATA + 16)));
    byte[] dirty =
        file(track("pict", "av01", UPRIGHT, pictures()), track("soun", "mp4a", UPRIGHT, sound));
    byte[] cleaned = clean(dirty);
    assertThat(cleaned).hasSameSizeAs(dirty);
    assertThat(Arrays.copyOfRange(cleaned, DATA, DATA + 21))
        .isEqualTo(bytes("onethree", new byte[3], "five!", new byte[5]));
    for (String gone : new String[] {"TIME", "SECRET", "udta", "meta", "soun"}) {
      assertThat(indexOf(cleaned, gone)).as(gone).isNegative();
    }
  }

  @Test
  void losesWhatFollowsTheEntriesOfItsTablesAndTheNamesOfItsCoder() {
    byte[] entry =
        box("av01", new byte[24], be16(64), be16(48), new byte[14], 6, "SECRET", new byte[29]);
    byte[] table =
        table(
            fullBox("stsz", 0, be32(5), be32(2), "SECRET"),
            fullBox("stsc", 0, be32(1), be32(1), be32(2), be32(1), "SECRET"),
            fullBox("stco", 0, be32(1), be32(DATA), "SECRET"),
            fullBox("stts", 0, be32(1), be32(2), be32(1), "SECRET"));
    byte[] dressed = file(track("pict", "av01", UPRIGHT, table));
    byte[] plain = box("av01", new byte[24], be16(64), be16(48), new byte[50]);
    int at = indexOf(dressed, "stsd") + 12;
    assertThat(plain).hasSameSizeAs(entry);
    System.arraycopy(entry, 0, dressed, at, entry.length);
    byte[] cleaned = clean(dressed);
    assertThat(cleaned).hasSameSizeAs(dressed);
    assertThat(indexOf(dressed, "SECRET")).isPositive();
    assertThat(indexOf(cleaned, "SECRET")).isNegative();
    assertThat(Arrays.copyOfRange(cleaned, at, at + plain.length)).isNotEqualTo(entry);
  }

  @Test
  void countsByItsTrackIfItHasNoPrimaryImage() {
    byte[] handler = fullBox("hdlr", 0, be32(0), "pict", new byte[13]);
    byte[] meta = fullBox("meta", 0, handler);
    byte[] sequence = file(track("pict", "av01", UPRIGHT, pictures()));
    int movie = indexOf(sequence, "moov") - 4;
    byte[] file =
        bytes(
            Arrays.copyOf(sequence, movie),
            meta,
            Arrays.copyOfRange(sequence, movie, sequence.length));
    assertThat(check(file).width()).isEqualTo(64);
    assertInvalid(bytes(FTYP, meta, MDAT), "missing");
  }

  @Test
  void ofAv1HasTheSizeOfItsTrackHeaderAsBrowsersShowIt() {
    byte[] file = file(track("pict", "av01", TURNED, pictures()));
    int size = indexOf(file, "tkhd") + 4 + 76;
    System.arraycopy(bytes(be16(60), be16(9), be16(40), be16(9)), 0, file, size, 8);
    assertThat(check(file).width()).isEqualTo(60);
    assertThat(check(file).height()).isEqualTo(40);
  }

  @Test
  void hasTablesThatFitTogether() {
    byte[] sizes = fullBox("stsz", 0, be32(5), be32(2));
    byte[] chunks = fullBox("stco", 0, be32(1), be32(DATA));
    byte[] runs = fullBox("stsc", 0, be32(1), be32(1), be32(2), be32(1));
    assertThat(check(withTable(sizes, runs, chunks)).width()).isEqualTo(64);
    byte[] longChunks = fullBox("co64", 0, be32(1), be32(0), be32(DATA));
    assertThat(check(withTable(sizes, runs, longChunks)).width()).isEqualTo(64);
    assertInvalid(withTable(sizes, runs), "incomplete");
    assertInvalid(withTable(runs, chunks), "incomplete");
    byte[] oneInEach = fullBox("stsc", 0, be32(1), be32(1), be32(1), be32(1));
    assertInvalid(withTable(sizes, oneInEach, chunks), "ends too early");
    byte[] late = fullBox("stsc", 0, be32(1), be32(2), be32(2), be32(1));
    assertInvalid(withTable(sizes, late, chunks), "ends too early");
    byte[] beyond = fullBox("stco", 0, be32(1), be32(1 << 20));
    assertInvalid(withTable(sizes, runs, beyond), "ends too early");
    byte[] inHeader = fullBox("stco", 0, be32(1), be32(0));
    assertInvalid(withTable(sizes, runs, inHeader), "outside the boxes");
    byte[] none = fullBox("stsz", 0, be32(5), be32(0));
    assertInvalid(withTable(none, runs, chunks), "no pictures");
    byte[] many = fullBox("stsz", 0, be32(5), be32(1001));
    assertInvalid(withTable(many, runs, chunks), "1000 frames");
  }

  private static byte[] withTable(byte[]... boxes) {
    return file(track("pict", "av01", UPRIGHT, table(boxes)));
  }

  @Test
  void hasEachOfItsBoxesOnce() {
    byte[] handler = box("mdia", fullBox("hdlr", 0, be32(0), "pict", new byte[13]));
    assertInvalid(file(box("trak", handler, box("mdia"))), "twice");
  }
}
