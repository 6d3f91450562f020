package dev.imagevault.format;

import static dev.imagevault.format.Build.be16;
import static dev.imagevault.format.Build.be32;
import static dev.imagevault.format.Build.bytes;
import static dev.imagevault.format.Build.chunk;
import static dev.imagevault.format.Build.deflated;
import static dev.imagevault.format.Build.exif;
import static dev.imagevault.format.Build.indexOf;
import static dev.imagevault.format.Build.orientation;
import static dev.imagevault.format.Build.profile;
import static dev.imagevault.format.Samples.assertInvalid;
import static dev.imagevault.format.Samples.check;
import static dev.imagevault.format.Samples.clean;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.ImageFormat;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PngTest {

  private static final byte[] SIGNATURE = bytes(0x89, "PNG\r\n", 0x1a, "\n");
  private static final byte[] IHDR = header(64, 48, 8, 2);
  private static final byte[] IDAT = chunk("IDAT", 0x78, 0x9c, "pixels");
  private static final byte[] IEND = chunk("IEND");
  private static final byte[] IMAGE = bytes(SIGNATURE, IHDR, IDAT, IEND);

  private static byte[] header(int width, int height, int depth, int colour) {
    return chunk("IHDR", be32(width), be32(height), depth, colour, 0, 0, 0);
  }

  private static byte[] image(Object... chunks) {
    return bytes(SIGNATURE, IHDR, bytes(chunks), IDAT, IEND);
  }

  @Test
  void isMeasuredByItsHeader() {
    CheckedImage image = check(IMAGE);
    assertThat(image.format()).isEqualTo(ImageFormat.PNG);
    assertThat(image.width()).isEqualTo(64);
    assertThat(image.height()).isEqualTo(48);
  }

  @Test
  void losesEveryChunkThatDoesNotSayHowItIsShown() {
    byte[] before =
        bytes(
            chunk("tEXt", "Author\0SECRET"),
            chunk("zTXt", "Comment\0\0", 0x78, 0x9c, "x"),
            chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0<x/>"),
            chunk("tIME", be16(2024), 1, 1, 0, 0, 0),
            chunk("eXIf", exif(1)),
            chunk("caBX", "c2pa"),
            chunk("iDOT", new byte[28]),
            chunk("vpAg", new byte[9]),
            chunk("dSIG", "x"),
            chunk("prVt", "private"),
            chunk("prvt", "reserved bit set"));
    byte[] after = chunk("tEXt", "Comment\0SECRET");
    assertThat(clean(bytes(SIGNATURE, IHDR, before, IDAT, after, IEND))).isEqualTo(IMAGE);
  }

  @Test
  void keepsEveryChunkThatSaysHowItIsShown() {
    byte[] image =
        image(
            chunk("cHRM", new byte[32]),
            chunk("gAMA", be32(45455)),
            chunk("iCCP", "icc\0\0", deflated(profile(300))),
            chunk("sBIT", 8, 8, 8),
            chunk("sRGB", 0),
            chunk("cICP", 9, 16, 0, 1),
            chunk("mDCV", new byte[24]),
            chunk("cLLI", new byte[8]),
            chunk("bKGD", new byte[6]),
            chunk("tRNS", new byte[6]),
            chunk("pHYs", new byte[9]),
            chunk("sPLT", "palette 1\0", 8, new byte[12]),
            chunk("sPLT", "palette 2\0", 16, new byte[10]));
    assertThat(clean(image)).isEqualTo(image);
    byte[] indexed =
        bytes(
            SIGNATURE,
            header(64, 48, 4, 3),
            chunk("PLTE", new byte[12]),
            chunk("hIST", new byte[8]),
            chunk("tRNS", new byte[4]),
            chunk("bKGD", 1),
            IDAT,
            IEND);
    assertThat(clean(indexed)).isEqualTo(indexed);
  }

  @Test
  void losesChunksThatAreNotWhatTheyMustBe() {
    assertThat(
            clean(
                image(
                    chunk("gAMA", be32(1), "hidden"),
                    chunk("gAMA", "text"),
                    chunk("cHRM", new byte[20], "hidden words"),
                    chunk("mDCV", new byte[20], "text"),
                    chunk("cLLI", "hidden!!"),
                    chunk("pHYs", "hidden"),
                    chunk("pHYs", "wordwordx"),
                    chunk("sBIT", 8),
                    chunk("tRNS", be16(0)),
                    chunk("bKGD", 1),
                    chunk("hIST", be16(0)),
                    chunk("iCCP", "name\0\0", "not compressed"),
                    chunk("iCCP", "name\0\0", deflated(bytes("no profile"))),
                    chunk("iCCP", "name\0\1", deflated(profile(300))),
                    chunk("iCCP", "\0\0", deflated(profile(300))),
                    chunk("iCCP", "n".repeat(80), 0, 0, deflated(profile(300))),
                    chunk("iCCP", "name\0\0", Arrays.copyOf(deflated(profile(3000)), 30)),
                    chunk("iCCP", "no end"),
                    chunk("sPLT", "name\0", 8, new byte[7]))))
        .isEqualTo(IMAGE);
  }

  @Test
  void keepsTheFirstOfChunksThatMayBeThereOnce() {
    assertThat(clean(image(chunk("gAMA", be32(1)), chunk("gAMA", be32(2)))))
        .isEqualTo(image(chunk("gAMA", be32(1))));
  }

  @Test
  void losesAProfileBeyondASaneSize() {
    byte[] most = chunk("iCCP", "icc\0\0", deflated(profile(Limits.MAX_PROFILE_SIZE)));
    byte[] more = chunk("iCCP", "icc\0\0", deflated(profile(Limits.MAX_PROFILE_SIZE + 1)));
    assertThat(clean(image(most))).isEqualTo(image(most));
    assertThat(clean(image(more))).isEqualTo(IMAGE);
  }

  @Test
  void losesTheNamesThatOthersGave() {
    byte[] profile = deflated(profile(300));
    byte[] named =
        image(
            chunk("iCCP", "Jo's display\0\0", profile),
            chunk("sPLT", "Jo's colours\0", 8, new byte[6]),
            chunk("sPLT", "more of Jo's\0", 16, new byte[10]));
    assertThat(clean(named))
        .isEqualTo(
            image(
                chunk("iCCP", "icc\0\0", profile),
                chunk("sPLT", "palette 1\0", 8, new byte[6]),
                chunk("sPLT", "palette 2\0", 16, new byte[10])));
    byte[] usual = image(chunk("iCCP", "ICC Profile\0\0", profile));
    assertThat(clean(usual)).isEqualTo(usual);
  }

  @Test
  void losesWhatIsPrivateInItsProfile() {
    byte[] tags = bytes("wtpt", be32(156), be32(4), "mmod", be32(160), be32(6));
    byte[] profile = profile(tags, "data", "SERIAL");
    byte[] emptied = profile(bytes("wtpt", be32(156), be32(4), new byte[12]), "data", new byte[6]);
    emptied[131] = 1;
    assertThat(clean(image(chunk("iCCP", "Jo\0\0", deflated(profile)))))
        .isEqualTo(image(chunk("iCCP", "icc\0\0", deflated(emptied))));
    byte[] kept = image(chunk("iCCP", "icc\0\0", deflated(profile(300))));
    byte[] hidden = bytes(deflated(profile(300)), "hidden");
    byte[] longer = deflated(bytes(profile(300), "hidden"));
    assertThat(clean(image(chunk("iCCP", "icc\0\0", hidden)))).isEqualTo(kept);
    assertThat(clean(image(chunk("iCCP", "icc\0\0", longer)))).isEqualTo(kept);
  }

  @Test
  void losesWhatFollowsTheEndOfItsPixels() {
    byte[] pixels = deflated(new byte[2000]);
    for (int cut = 0; cut <= pixels.length; cut++) {
      byte[] first = Arrays.copyOf(pixels, cut);
      byte[] rest = Arrays.copyOfRange(pixels, cut, pixels.length);
      byte[] dirty =
          bytes(
              bytes(SIGNATURE, IHDR, chunk("IDAT", first), chunk("IDAT", rest, "SECRET")),
              bytes(chunk("IDAT", "SECRET"), chunk("IDAT"), IEND));
      byte[] cleaned = clean(dirty);
      assertThat(indexOf(cleaned, "SECRET")).isNegative();
      byte[] last = rest.length == 0 ? new byte[0] : chunk("IDAT", rest);
      assertThat(cleaned)
          .isEqualTo(bytes(SIGNATURE, IHDR, chunk("IDAT", first), last, chunk("IDAT"), IEND));
    }
  }

  @Test
  void mayLackItsEnd() {
    for (String end : new String[] {"", "\0", "\0\0\0\0IEND", "\0\0\0\0\0\0\0\0\0\0\0\0\0"}) {
      byte[] file = bytes(SIGNATURE, IHDR, IDAT, end);
      assertThat(clean(file)).isEqualTo(IMAGE);
      assertThat(ImageChecker.check(file, file.length, false).bytes().toByteArray())
          .isEqualTo(IMAGE);
    }
    assertInvalid(bytes(SIGNATURE, IHDR), "ends too early");
    assertInvalid(bytes(SIGNATURE, IHDR, Arrays.copyOf(IDAT, IDAT.length - 1)), "ends too early");
  }

  @Test
  void losesChunksWhoseChecksumIsWrongIfItCanBeShownWithoutThem() {
    byte[] wrong = chunk("gAMA", be32(45455));
    wrong[wrong.length - 1] ^= 1;
    assertThat(clean(image(wrong))).isEqualTo(IMAGE);
    byte[] critical = IDAT.clone();
    critical[critical.length - 1] ^= 1;
    assertInvalid(bytes(SIGNATURE, IHDR, critical, IEND), "checksum");
  }

  @Test
  void isNotTurnedByWhatFollowsItsPixels() {
    byte[] file = bytes(SIGNATURE, IHDR, IDAT, chunk("eXIf", orientation(6)), IEND);
    assertThat(check(file).width()).isEqualTo(64);
    assertThat(clean(file)).isEqualTo(IMAGE);
  }

  @Test
  void losesWhatFollowsItsEnd() {
    byte[] file = bytes(IMAGE, "PK\3\4 and a whole archive");
    assertThat(clean(file)).isEqualTo(IMAGE);
    assertThat(ImageChecker.check(file, file.length, false).bytes().toByteArray()).isEqualTo(IMAGE);
  }

  @Test
  void keepsItsOrientationAlone() {
    for (byte[] written : new byte[][] {exif(8), bytes("Exif\0\0", exif(8))}) {
      byte[] dirty = image(chunk("eXIf", written));
      assertThat(check(dirty).width()).isEqualTo(48);
      assertThat(check(dirty).height()).isEqualTo(64);
      assertThat(clean(dirty)).isEqualTo(image(chunk("eXIf", orientation(8))));
    }
  }

  @Test
  void isCheckedToTheLastChecksumOfItsPixels() {
    for (int i = SIGNATURE.length; i < IMAGE.length - IEND.length; i++) {
      byte[] damaged = IMAGE.clone();
      damaged[i] ^= 1;
      Samples.reject(damaged);
    }
  }

  @Test
  void isToldFromOneThatWasTransferredAsText() {
    assertInvalid(bytes(0x89, "PNG\n", 0x1a, "\n", IHDR, IDAT, IEND), "signature");
  }

  @Test
  void hasAllItsPartsInOrder() {
    assertInvalid(bytes(SIGNATURE, IDAT, IEND), "header");
    assertInvalid(bytes(SIGNATURE, chunk("CgBI", be32(0)), IHDR, IDAT, IEND), "header");
    assertInvalid(bytes(SIGNATURE, IHDR, IHDR, IDAT, IEND), "critical chunk");
    assertInvalid(bytes(SIGNATURE, IHDR, IEND), "no image data");
    assertInvalid(bytes(SIGNATURE, IHDR, IDAT, chunk("IEND", 0)), "not empty");
    assertInvalid(bytes(SIGNATURE, IHDR, IDAT, chunk("gAMA", be32(1)), IDAT, IEND), "together");
    assertInvalid(image(chunk("NEWC")), "critical chunk");
    assertInvalid(image(chunk("a1bc")), "chunk is malformed");
    byte[] indexed = header(1, 1, 8, 3);
    byte[] palette = chunk("PLTE", new byte[3]);
    assertInvalid(bytes(SIGNATURE, indexed, IDAT, IEND), "no palette");
    assertInvalid(bytes(SIGNATURE, indexed, IDAT, palette, IEND), "wrong place");
    assertInvalid(bytes(SIGNATURE, indexed, palette, palette, IDAT, IEND), "wrong place");
    assertInvalid(bytes(SIGNATURE, header(1, 1, 8, 0), palette, IDAT, IEND), "wrong place");
    assertInvalid(image(chunk("PLTE", new byte[4])), "palette is malformed");
    assertInvalid(image(chunk("PLTE", new byte[771])), "palette is malformed");
  }

  @Test
  void hasAHeaderThatIsPossible() {
    int[][] impossible = {{8, 1}, {8, 5}, {8, 7}, {0, 0}, {3, 0}, {16, 3}, {4, 2}, {4, 6}, {1, 4}};
    for (int[] depthAndColour : impossible) {
      byte[] header = header(1, 1, depthAndColour[0], depthAndColour[1]);
      assertInvalid(bytes(SIGNATURE, header, IDAT, IEND), "header is malformed");
    }
    assertInvalid(
        bytes(SIGNATURE, chunk("IHDR", be32(1), be32(1), 8, 0, 0, 0, 2), IDAT, IEND), "header");
    assertInvalid(
        bytes(SIGNATURE, chunk("IHDR", be32(1), be32(1), 8, 0, 0, 1, 0), IDAT, IEND), "header");
    assertInvalid(
        bytes(SIGNATURE, chunk("IHDR", be32(1), be32(1), 8, 0, 0, 0), IDAT, IEND), "header");
  }

  @Test
  void hasAtMostSoManyPixels() {
    assertThat(check(bytes(SIGNATURE, header(16384, 16384, 8, 2), IDAT, IEND)).width())
        .isEqualTo(16384);
    for (int[] size :
        new int[][] {
          {16384, 16385}, {30_000, 30_000}, {Integer.MAX_VALUE, Integer.MAX_VALUE}, {-1, 1}
        }) {
      assertInvalid(
          bytes(SIGNATURE, header(size[0], size[1], 8, 2), IDAT, IEND), "268435456 pixels");
    }
    assertInvalid(bytes(SIGNATURE, header(0, 1, 8, 2), IDAT, IEND), "zero");
    assertInvalid(bytes(SIGNATURE, header(1, 0, 8, 2), IDAT, IEND), "zero");
  }

  @Test
  void mayHaveItsCompressedDataInPiecesOfAnySize() {
    byte[] image =
        bytes(
            SIGNATURE,
            IHDR,
            chunk("IDAT"),
            chunk("IDAT", 0x78),
            chunk("IDAT"),
            chunk("IDAT", 0x9c),
            chunk("IDAT", "pixels"),
            IEND);
    assertThat(clean(image)).isEqualTo(image);
    assertInvalid(bytes(SIGNATURE, IHDR, chunk("IDAT", 0x78), IEND), "compressed");
    assertInvalid(bytes(SIGNATURE, IHDR, chunk("IDAT", "<?php"), IEND), "compressed");
    assertInvalid(bytes(SIGNATURE, IHDR, chunk("IDAT"), IEND), "compressed");
  }

  @Test
  void hasAtMostSoManyChunks() {
    byte[] chunks = bytes(SIGNATURE, IHDR);
    byte[] empty = chunk("IDAT");
    byte[] many = new byte[empty.length * (Limits.MAX_PARTS - 3)];
    for (int i = 0; i < many.length; i += empty.length) {
      System.arraycopy(empty, 0, many, i, empty.length);
    }
    byte[] most = bytes(chunks, many, IDAT, IEND);
    assertThat(clean(most)).isEqualTo(most);
    assertInvalid(bytes(chunks, many, empty, IDAT, IEND), "65536 chunks");
  }
}
