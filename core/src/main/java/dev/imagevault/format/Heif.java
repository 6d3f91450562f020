package dev.imagevault.format;

import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
import java.util.Objects;
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

  /** A major brand after which the minor version says the rest (ISO/IEC 23008-12, annex O). */
  private static final String MINIMIZED = "mif3";

  /** Boxes that are cut off, not followed by something else, if the file is too short for them. */
  private static final Set<String> KNOWN = Set.of("meta", "moov", "mdat", "mini");

  private static final Set<String> DESCRIPTIONS = Set.of("meta", "moov", "mini");

  private final Reader file;
  private final Reader in;
  private final @Nullable ImageFormat format;
  private final boolean stripMetadata;
  private final HeifCleaned cleaned;
  private final Ranges boxes;
  private @Nullable HeifItems items;
  private @Nullable HeifMini mini;
  private @Nullable Box movie;
  private @Nullable HeifTrack track;
  private String majorBrand = "";
  private int end;

  /** Where the last of the boxes ends that describe the image. */
  private int needed;

  private boolean isOpenEnded;
  private @Nullable PixelSize shownSize;

  private Heif(Reader in, boolean stripMetadata) {
    this.file = in.ahead();
    this.format = brandedAs(in.ahead());
    this.in = in;
    this.boxes = new Ranges(in.budget());
    this.stripMetadata = stripMetadata;
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
    if (brands.startsWith(MINIMIZED)) {
      return brands.skip(4).startsWith("avif") ? ImageFormat.AVIF : ImageFormat.HEIC;
    }
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
    Box type = Box.next(in);
    majorBrand = type.content().type();
    end = type.end();
    needed = end;
    while (!isOpenEnded && next()) {}
    if (mini != null && (items != null || movie != null)) {
      throw in.invalid("its description is there twice");
    }
    if (mini != null) {
      ImageBytes all = ImageBytes.of(file.array(), file.position(), end - file.position());
      return new CheckedImage(
          mini.format(), mini.shown(), stripMetadata ? mini.cleaned(file, type.end()) : all);
    }
    if (movie != null) {
      track = new HeifTracks(cleaned).first(movie);
    }
    cleaned.check();
    HeifTrack shownTrack = shownTrack();
    ImageFormat coding = shownTrack == null ? primary() : coding(shownTrack);
    PixelSize size = shownTrack == null ? shownSize : shownTrack.shown();
    if (size == null) {
      throw in.invalid("an image has no size");
    }
    int lastUsed = cleaned.lastUsed();
    if (isOpenEnded) {
      end = Math.max(end, lastUsed);
    }
    return new CheckedImage(
        coding, size, cleaned.build(stripMetadata ? Math.min(end, lastNeeded(lastUsed)) : end));
  }

  /** Returns where the last box ends that describes images or holds the data of some item. */
  private int lastNeeded(int lastUsed) {
    int last = needed;
    for (int i = 0; i < boxes.size(); i++) {
      if (boxes.from(i) < lastUsed) {
        last = Math.max(last, boxes.to(i));
      }
    }
    return last;
  }

  /** Passes the next box of the file; what is none, or starts another file, is after the image. */
  private boolean next() {
    String type = in.remaining() < 8 ? "" : in.ahead().skip(4).type();
    if (type.equals("ftyp") || !type.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      return false;
    }
    int from = in.position();
    Box box = Box.nextInFile(in);
    if (box == null) {
      if (KNOWN.contains(type)) {
        throw in.invalid("it ends too early");
      }
      return false;
    }
    switch (type) {
      case "meta" -> {
        if (items != null) {
          throw in.invalid("a box of its metadata is there twice");
        }
        items = new HeifItems(box, cleaned);
        needed = box.end();
      }
      case "moov" -> {
        if (movie != null) {
          throw in.invalid("its description of tracks is there twice");
        }
        movie = box;
        needed = box.end();
      }
      case "mini" -> {
        if (mini != null) {
          throw in.invalid("its description is there twice");
        }
        mini = new HeifMini(box, from, format == ImageFormat.AVIF ? "av01" : "hvc1");
      }
      case "moof" -> throw in.invalid("its pictures are in fragments");
      case "mdat", "imda" -> cleaned.data(box);
      case "free", "skip" -> cleaned.erase(box);
      default -> cleaned.free(box);
    }
    boxes.add(from, box.end());
    isOpenEnded = box.isOpenEnded();
    // What describes the image is never cut; of what is erased only data need to stay.
    end = isOpenEnded && !DESCRIPTIONS.contains(type) ? box.from() : box.end();
    return true;
  }

  /**
   * Returns the track that is shown, or null if it is the primary image. Browsers decide by the
   * major brand; other viewers prefer the image.
   */
  private @Nullable HeifTrack shownTrack() {
    if (items == null || !items.hasPrimary()) {
      if (track == null && items != null) {
        HeifItem unused = items.primary(false);
      }
      if (track == null) {
        throw in.invalid("it has no image");
      }
      return track;
    }
    boolean isAvif = track != null && track.format() == ImageFormat.AVIF;
    return isAvif && !majorBrand.equals("avif") ? track : null;
  }

  private ImageFormat primary() {
    HeifItem primary = Objects.requireNonNull(items).primary(format == ImageFormat.AVIF);
    ImageFormat coding = new HeifPrimary(file).check(primary);
    shownSize = primary.shown;
    return coding;
  }

  private static ImageFormat coding(HeifTrack track) {
    if (track.format() == null) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.UNSUPPORTED,
          "The image is coded neither as AVIF nor as HEIC");
    }
    return track.format();
  }
}
