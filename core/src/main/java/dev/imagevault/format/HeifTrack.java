package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A track of pictures.
 *
 * @param format how they are coded, null if neither as AVIF nor as HEIC
 * @param shown their size after the track's turn
 */
record HeifTrack(@Nullable ImageFormat format, PixelSize shown) {

  /**
   * Reads a track's boxes and takes note of where its pictures' data are.
   *
   * @param boxes those within the track, by type
   * @param track names the image in a rejection
   */
  static HeifTrack read(Map<String, Box> boxes, Reader track, HeifCleaned cleaned) {
    Reader descriptions = required(boxes, "stsd", track).skip(8);
    Box entry = Box.next(descriptions);
    Reader picture = entry.content().skip(24);
    PixelSize size = PixelSize.of(track, picture.u16(), picture.u16());
    ImageFormat format =
        switch (entry.type()) {
          case "av01" -> ImageFormat.AVIF;
          case "hvc1", "hev1" -> ImageFormat.HEIC;
          default -> null;
        };
    samples(boxes, track, cleaned);
    return new HeifTrack(format, isTurned(required(boxes, "tkhd", track)) ? size.turned() : size);
  }

  /** The matrix, whose first and fifth numbers are zero if it turns by 90 degrees (8.3.2). */
  private static boolean isTurned(Reader header) {
    boolean isLong = Box.version(header) == 1;
    header.skip(isLong ? 48 : 36);
    long a = header.u32();
    header.skip(12);
    return a == 0 && header.u32() == 0;
  }

  /** The tables of 8.7: chunks of samples, how many in each, and how long each of them is. */
  private static void samples(Map<String, Box> boxes, Reader track, HeifCleaned cleaned) {
    Reader sizes = required(boxes, "stsz", track).skip(4);
    long uniformSize = sizes.u32();
    long samples = sizes.u32();
    if (samples == 0) {
      throw track.invalid("a track has no pictures");
    }
    if (samples > Limits.MAX_FRAMES) {
      throw track.beyondLimit(Limits.MAX_FRAMES, "frames");
    }
    boolean isLong = !boxes.containsKey("stco");
    Reader chunks = required(boxes, isLong ? "co64" : "stco", track).skip(8);
    Reader runs = required(boxes, "stsc", track).skip(8);
    long samplesInChunk = 0;
    for (long chunk = 1; samples > 0; chunk++) {
      if (runs.remaining() > 0 && runs.ahead().u32() == chunk) {
        samplesInChunk = runs.skip(4).u32();
        runs.skip(4);
      }
      long offset = chunks.unsigned(isLong ? 8 : 4);
      for (long i = 0; i < samplesInChunk && samples > 0; i++, samples--) {
        long size = uniformSize == 0 ? sizes.u32() : uniformSize;
        cleaned.image(offset, size);
        offset += size;
      }
    }
  }

  private static Reader required(Map<String, Box> boxes, String type, Reader track) {
    Box box = boxes.get(type);
    if (box == null) {
      throw track.invalid("a track is incomplete");
    }
    return box.content();
  }
}
