package dev.imagevault.app.dev;

/**
 * Object keys as paths of files, whose names may have 255 bytes at the most where a key's segment
 * may have more. A segment that is too long becomes several directories, each but the last with a
 * mark at its end and of a length that nothing else has, so that no two keys share a path.
 */
final class FileNames {

  /** What is left of 255 is for what the store appends while it receives an object. */
  private static final int MAX_LENGTH = 200;

  private static final char CONTINUED = '~';

  private FileNames() {}

  /** Returns the path that stands for a key, or for the beginning of keys. */
  static String ofKey(String key) {
    StringBuilder path = new StringBuilder(key.length() + 8);
    for (int from = 0; from <= key.length(); ) {
      int slash = key.indexOf('/', from);
      int end = slash < 0 ? key.length() : slash;
      while (end - from > MAX_LENGTH) {
        path.append(key, from, from + MAX_LENGTH).append(CONTINUED).append('/');
        from += MAX_LENGTH;
      }
      path.append(key, from, slash < 0 ? end : end + 1);
      from = end + 1;
    }
    return path.toString();
  }

  /** Returns the key that this path stands for. */
  static String toKey(String path) {
    StringBuilder key = new StringBuilder(path.length());
    for (int from = 0; from <= path.length(); ) {
      int slash = path.indexOf('/', from);
      int end = slash < 0 ? path.length() : slash;
      if (slash >= 0 && end - from == MAX_LENGTH + 1 && path.charAt(end - 1) == CONTINUED) {
        key.append(path, from, end - 1);
      } else {
        key.append(path, from, slash < 0 ? end : end + 1);
      }
      from = end + 1;
    }
    return key.toString();
  }
}
