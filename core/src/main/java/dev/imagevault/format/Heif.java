package dev.imagevault.format;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * AVIF and HEIC: boxes of the ISO base media format (ISO/IEC 14496-12) that hold images as HEIF
 * (ISO/IEC 23008-12) says, coded as AV1 or HEVC. How the image shown is coded decides which of the
 * two it is.
 */
final class Heif {

  /** Its entry in the list of formats. */
  static final FileFormat FORMAT =
      new FileFormat() {
        @Override
        public @Nullable ImageFormat recognise(Reader start) {
          return brandedAs(start);
        }

        @Override
        public CheckedImage check(Reader file, boolean stripMetadata) {
          return new Heif(file, stripMetadata).check();
        }
      };

  private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis");
  private static final Set<String> OTHER_BRANDS =
      Set.of(
          "heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "mif2", "msf1");

  /** Boxes that are cut off, not followed by something else, if the file is too short for them. */
  private static final Set<String> KNOWN = Set.of("meta", "moov", "mdat", "free", "skip", "uuid");

  private static final Set<String> DESCRIPTIONS = Set.of("meta", "moov");

  private final Reader file;
  private final Reader in;
  private final HeifCleaned cleaned;
  private @Nullable HeifItem primary;
  private @Nullable Box movie;
  private @Nullable HeifTrack track;
  private int end;
  private boolean isOpenEnded;

  private Heif(Reader in, boolean stripMetadata) {
    this.file = in.ahead();
    this.in = in;
    this.cleaned = new HeifCleaned(file, stripMetadata);
  }

  /**
   * Returns which of the two a file says it is, or null if it says neither. A truncated list of
   * brands is read as far as it goes.
   */
  private static @Nullable ImageFormat brandedAs(Reader in) {
    if (in.remaining() < 12 || !in.ahead().skip(4).startsWith("ftyp")) {
      return null;
    }
    long size = in.ahead().u32();
    Reader brands = in.ahead().part(Math.min(size, in.remaining()));
    if (size < 16) {
      return null;
    }
    brands.skip(8);
    ImageFormat format = null;
    for (int i = 0; brands.remaining() >= 4; i++) {
      String brand = brands.type();
      // The second word is the minor version.
      if (i != 1 && AVIF_BRANDS.contains(brand)) {
        return ImageFormat.AVIF;
      } else if (i != 1 && OTHER_BRANDS.contains(brand)) {
        format = ImageFormat.HEIC;
      }
    }
    return format;
  }

  private CheckedImage check() {
    end = Box.next(in).end();
    while (!isOpenEnded && next()) {}
    if (movie != null) {
      track = new HeifTracks(cleaned).first(movie);
    }
    cleaned.check();
    ImageFormat format = format();
    if (isOpenEnded) {
      end = Math.max(end, cleaned.lastUsed());
    }
    return new CheckedImage(format, shown(), cleaned.build(end));
  }

  /** Passes the next box of the file; what is none, or starts another file, is after the image. */
  private boolean next() {
    String type = in.remaining() < 8 ? "" : in.ahead().skip(4).type();
    if (type.equals("ftyp") || !type.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      return false;
    }
    Box box = Box.nextInFile(in);
    if (box == null) {
      if (KNOWN.contains(type)) {
        throw in.invalid("it ends too early");
      }
      return false;
    }
    switch (type) {
      case "meta" -> {
        if (primary != null) {
          throw in.invalid("a box of its metadata is there twice");
        }
        primary = HeifItems.primary(box, cleaned);
      }
      case "moov" -> {
        if (movie != null) {
          throw in.invalid("its description of tracks is there twice");
        }
        movie = box;
      }
      case "moof" -> throw in.invalid("its pictures are in fragments");
      case "mdat" -> cleaned.data(box);
      case "free", "skip" -> cleaned.erase(box);
      default -> cleaned.free(box);
    }
    isOpenEnded = box.isOpenEnded();
    // What describes the image is never cut; of what is erased only data need to stay.
    end = isOpenEnded && !DESCRIPTIONS.contains(type) ? box.from() : box.end();
    return true;
  }

  private ImageFormat format() {
    if (primary != null) {
      return new HeifPrimary(file).check(primary);
    }
    if (track == null) {
      throw in.invalid("it has no image");
    }
    if (track.format() == null) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.UNSUPPORTED,
          "The image is coded neither as AVIF nor as HEIC");
    }
    return track.format();
  }

  private PixelSize shown() {
    PixelSize shown = primary != null ? primary.shown : track != null ? track.shown() : null;
    if (shown == null) {
      throw in.invalid("an image has no size");
    }
    return shown;
  }
}
