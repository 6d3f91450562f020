package dev.imagevault.app.moving;

import dev.imagevault.domain.Image;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.BitSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names of one export's files: as the user's files were called, but safe on Linux, macOS and
 * Windows, with the extension of what is in them, and each used once, without regard to case. Not
 * thread-safe.
 *
 * <p>Memory does not grow with their number: of a name only a hash is remembered, as one bit. A
 * name whose bit is set, mostly since it is taken, gets the image's id, which makes it unique.
 */
final class ExportedNames {

  /** 255 is what file systems take; paths on Windows have 259 in all. */
  static final int MAX_BYTES = 200;

  private static final int BITS = 1 << 26;

  /** What Windows forbids in names, and what shows nothing. */
  private static final Pattern UNSAFE = Pattern.compile("[<>:\"/\\\\|?*\\p{Cntrl}\\p{Cs}]");

  /** Windows opens a device by such a name, whatever its extension. */
  private static final Pattern DEVICE =
      Pattern.compile(
          "(?:CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(?:COM|LPT)[0-9¹²³]) *(?:\\..*)?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern WITH_ID = Pattern.compile(".* \\(id [0-9]+\\)");

  /** Extensions that say the wrong thing of other content, and the right one of their own. */
  private static final Set<String> KNOWN =
      Set.of("jpg", "jpeg", "jpe", "jfif", "png", "apng", "gif", "webp", "avif", "heic", "heif");

  private static final Set<String> JPEG = Set.of("jpg", "jpeg", "jpe", "jfif");
  private static final Set<String> PNG = Set.of("png", "apng");
  private static final Set<String> HEIC = Set.of("heic", "heif");

  private final BitSet taken = new BitSet(BITS);

  /** Returns the name of this image's file, which no other one has. */
  String next(Image image) {
    String key = image.original().key().value();
    String extension = key.substring(key.lastIndexOf('.') + 1);
    String name =
        Normalizer.normalize(
            UNSAFE.matcher(image.originalName().value()).replaceAll("_"), Normalizer.Form.NFC);
    int dot = name.lastIndexOf('.');
    String had = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT).strip();
    String stem = KNOWN.contains(had) ? name.substring(0, dot) : name;
    String ending =
        "." + (saysTheSame(had, extension) ? name.substring(dot + 1).strip() : extension);
    String plain = safe(stem, ending);
    // What looks as if it had an id always gets one: so no other's name can be met.
    if (!WITH_ID.matcher(plain.substring(0, plain.length() - ending.length())).matches()
        && take(plain)) {
      return plain;
    }
    return safe(stem, " (id " + image.id() + ")" + ending);
  }

  private static boolean saysTheSame(String had, String extension) {
    return had.equals(extension)
        || (JPEG.contains(had) && JPEG.contains(extension))
        || (PNG.contains(had) && PNG.contains(extension))
        || (HEIC.contains(had) && HEIC.contains(extension));
  }

  private static String safe(String stem, String ending) {
    String safe = cut(stem, MAX_BYTES - ending.length() - 1);
    if (safe.isEmpty()) {
      safe = "image";
    }
    // Names that begin with a dot are hidden, and some are of programs.
    boolean special = safe.startsWith(".") || DEVICE.matcher(safe + ending).matches();
    return (special ? "_" : "") + safe + ending;
  }

  /** Neither blanks nor dots are left at the end, which Windows would drop. */
  private static String cut(String stem, int maxBytes) {
    String kept = stem.strip();
    while (kept.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
    }
    int end = kept.length();
    while (end > 0
        && (kept.charAt(end - 1) == '.' || Character.isWhitespace(kept.charAt(end - 1)))) {
      end--;
    }
    return kept.substring(0, end);
  }

  private boolean take(String name) {
    // Some file systems fold case as Unicode does, some one by one, some drop what is invisible.
    String folded =
        name.replaceAll("\\p{Cf}", "").toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    String same = Normalizer.normalize(folded, Normalizer.Form.NFKC);
    long hash = 1125899906842597L;
    for (int i = 0; i < same.length(); i++) {
      hash = 31 * hash + same.charAt(i);
    }
    hash *= 0x9E3779B97F4A7C15L;
    int bit = (int) (hash >>> 38);
    boolean free = !taken.get(bit);
    taken.set(bit);
    return free;
  }
}
