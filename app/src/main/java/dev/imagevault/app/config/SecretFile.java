package dev.imagevault.app.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A secret in a file, as containers get theirs. */
final class SecretFile {

  /** Far more than any key has. */
  private static final int MAX_BYTES = 64 * 1024;

  private SecretFile() {}

  /**
   * Returns what the file holds, without the line break at its end and without a byte-order mark.
   *
   * @param directory that a relative name begins at
   * @throws IllegalArgumentException it holds no secret; the message tells why, completes a
   *     sentence that begins with the variable's name, and shows nothing of the content
   */
  static String read(Path directory, String name) {
    String content = decoded(name, bytes(directory, name));
    if (content.startsWith("\uFEFF")) {
      content = content.substring(1);
    }
    if (content.endsWith("\n")) {
      content = content.substring(0, content.length() - (content.endsWith("\r\n") ? 2 : 1));
    }
    if (content.isBlank()) {
      throw unusable(name, "is empty");
    }
    return content;
  }

  private static byte[] bytes(Path directory, String name) {
    try {
      Path file = directory.resolve(name);
      if (!Files.exists(file)) {
        throw unusable(name, "does not exist, or is out of reach for this process");
      }
      if (Files.isDirectory(file)) {
        throw unusable(name, "is a directory");
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw unusable(name, "is larger than " + MAX_BYTES + " bytes");
        }
        return bytes;
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is no path", e);
    } catch (IOException e) {
      throw unusable(name, "cannot be read by this process");
    }
  }

  private static String decoded(String name, byte[] bytes) {
    try {
      String content =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (content.chars().allMatch(c -> c >= ' ' && c != 0x7f || Character.isWhitespace(c))) {
        return content;
      }
    } catch (CharacterCodingException e) {
      // Its message would not help.
    }
    throw unusable(name, "is no text in UTF-8");
  }

  private static IllegalArgumentException unusable(String name, String why) {
    return new IllegalArgumentException("names " + name + ", which " + why);
  }
}
