package dev.imagevault.domain;

import java.text.Normalizer;

/**
 * How the user's file was called, made safe to show, to log and to keep.
 *
 * @param value 1 to 255 code points in Unicode's NFC, not all blank, without path separators,
 *     control characters and characters that reorder text
 */
public record OriginalName(String value) {

  /** The most code points a name keeps. */
  public static final int MAX_CODE_POINTS = 255;

  /** Refuses what {@link #of} would have to change. */
  public OriginalName {
    if (value.isEmpty() || !value.equals(clean(value))) {
      throw new IllegalArgumentException("not a cleaned file name");
    }
  }

  /**
   * Returns the last path segment of a name that a client sent, cleaned.
   *
   * @param fileName as sent, perhaps empty, perhaps hostile
   * @param format names the file {@code image.{ext}} where nothing of the name remains
   */
  public static OriginalName of(String fileName, ImageFormat format) {
    String cleaned = clean(fileName);
    return new OriginalName(cleaned.isEmpty() ? "image." + format.extension() : cleaned);
  }

  /** Returns what is kept of the name, which is empty if nothing is. */
  static String clean(String name) {
    int segment = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1;
    StringBuilder kept = new StringBuilder();
    name.substring(segment).codePoints().filter(c -> !dropped(c)).forEach(kept::appendCodePoint);
    String normal = Normalizer.normalize(kept, Normalizer.Form.NFC);
    String cut =
        normal.codePointCount(0, normal.length()) <= MAX_CODE_POINTS
            ? normal
            : normal.substring(0, normal.offsetByCodePoints(0, MAX_CODE_POINTS));
    return namesNothing(cut) ? "" : cut;
  }

  /** Blanks show nothing, and one or two dots are the name of a directory. */
  private static boolean namesNothing(String name) {
    return name.isBlank() || name.equals(".") || name.equals("..");
  }

  /**
   * Control characters, line and paragraph separators, unpaired surrogates, and Unicode's
   * Bidi_Control, with which {@code gpj.exe} is made to read as {@code exe.jpg} (Unicode TR 36).
   */
  private static boolean dropped(int c) {
    return Character.isISOControl(c)
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
        || c == 0x2028
        || c == 0x2029
        || c == 0x061c
        || c == 0x200e
        || c == 0x200f
        || (c >= 0x202a && c <= 0x202e)
        || (c >= 0x2066 && c <= 0x2069);
  }

  /** Returns the name. */
  @Override
  public String toString() {
    return value;
  }
}
