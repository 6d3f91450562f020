package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A track of pictures.
 *
 * @param format how they are coded, null if neither as AVIF nor as HEIC
 * @param shown their size after turns and crops
 */
record HeifTrack(@Nullable ImageFormat format, PixelSize shown) {

  private static final int VISUAL_FIELDS = 78;
  private static final int COMPRESSOR_NAME_AT = 42;

  /**
   * Boxes of a description of samples that say how they are decoded or shown. All others are freed.
   */
  private static final Set<String> KNOWN =
      Set.of(
          "av1C", "hvcC", "lhvC", "colr", "pasp", "clap", "irot", "imir", "ccst", "auxi", "fiel",
          "btrt", "pixi", "a1op", "a1lx", "lsel", "clli", "mdcv", "cclv", "amve", "SmDm", "CoLL",
          "st3d", "vexu", "hfov", "chrm");

  /**
   * Reads a track's boxes and takes note of where its pictures' data are.
   *
   * @param boxes those within the track, by type
   * @param track names the image in a rejection
   * @param isShown whether its pictures count as frames; those of alpha do not
   */
  static HeifTrack read(
      Map<String, Box> boxes, Reader track, boolean isShown, HeifCleaned cleaned) {
    Reader descriptions = required(boxes, "stsd", track).skip(8);
    Box entry = Box.next(descriptions);
    ImageFormat format =
        switch (entry.type()) {
          case "av01" -> ImageFormat.AVIF;
          case "hvc1", "hev1" -> ImageFormat.HEIC;
          default -> null;
        };
    Reader picture = entry.content().skip(24);
    PixelSize coded = PixelSize.of(track, picture.u16(), picture.u16());
    Reader header = required(boxes, "tkhd", track);
    PixelSize shown = format == ImageFormat.AVIF ? presented(coded, header.ahead()) : coded;
    shown = transformed(entry, shown, cleaned);
    while (descriptions.remaining() > 0) {
      transformed(Box.next(descriptions), shown, cleaned);
    }
    long samples = samples(boxes, track, cleaned);
    for (long i = 0; isShown && i < samples; i++) {
      track.budget().frame(coded, track);
    }
    boolean isTurned = format != ImageFormat.AVIF && isTurned(header);
    return new HeifTrack(format, isTurned ? shown.turned() : shown);
  }

  /** The size that browsers show: the track header's, without its fractions (8.3.2). */
  private static PixelSize presented(PixelSize coded, Reader header) {
    header.skip(Box.version(header) == 1 ? 84 : 72);
    long width = header.u32() >> 16;
    long height = header.u32() >> 16;
    return width == 0 || height == 0 ? coded : PixelSize.of(header, width, height);
  }

  /** Reads what follows the fields of a description of samples, and erases its words. */
  private static PixelSize transformed(Box entry, PixelSize size, HeifCleaned cleaned) {
    if (entry.content().remaining() < VISUAL_FIELDS) {
      return size;
    }
    HeifFields.cleanCompressorName(entry.content().skip(COMPRESSOR_NAME_AT), cleaned);
    Reader boxes = entry.content().skip(VISUAL_FIELDS);
    PixelSize shown = size;
    while (boxes.remaining() > 0) {
      Box box = Box.next(boxes);
      if (!KNOWN.contains(box.type()) || HeifProperties.isUnsoundColour(box, cleaned)) {
        cleaned.free(box);
        continue;
      }
      HeifFields.clean(box, cleaned);
      shown = HeifTransformation.apply(box, shown, entry.type().equals("av01") ? "av01" : "hvc1");
    }
    return shown;
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
  private static long samples(Map<String, Box> boxes, Reader track, HeifCleaned cleaned) {
    Reader sizes = required(boxes, "stsz", track).skip(4);
    long uniformSize = sizes.u32();
    long count = sizes.u32();
    long samples = count;
    if (samples == 0) {
      throw track.invalid("a track has no pictures");
    }
    if (samples > Limits.MAX_FRAMES) {
      throw track.beyondLimit(Limits.MAX_FRAMES, "frames");
    }
    Reader ownSizes = sizes.part(uniformSize == 0 ? 4 * count : 0);
    boolean isLong = !boxes.containsKey("stco");
    Reader chunks = entries(isLong ? 8 : 4, required(boxes, isLong ? "co64" : "stco", track));
    Reader runs = entries(12, required(boxes, "stsc", track));
    long samplesInChunk = 0;
    for (long chunk = 1; samples > 0; chunk++) {
      if (runs.remaining() > 0 && runs.ahead().u32() == chunk) {
        samplesInChunk = runs.skip(4).u32();
        runs.skip(4);
      }
      long offset = chunks.unsigned(isLong ? 8 : 4);
      for (long i = 0; i < samplesInChunk && samples > 0; i++, samples--) {
        long size = uniformSize == 0 ? ownSizes.u32() : uniformSize;
        cleaned.image(offset, size);
        offset += size;
      }
    }
    return count;
  }

  /** What follows the entries that a table counts is none of them. */
  private static Reader entries(int size, Reader table) {
    return table.part(size * table.skip(4).u32());
  }

  private static Reader required(Map<String, Box> boxes, String type, Reader track) {
    Box box = boxes.get(type);
    if (box == null) {
      throw track.invalid("a track is incomplete");
    }
    return box.content();
  }
}
