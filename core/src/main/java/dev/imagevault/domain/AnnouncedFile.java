package dev.imagevault.domain;

import java.util.Optional;

/**
 * What a client says of a file before it sends the file straight to the store.
 *
 * @param name how the file is called, perhaps empty; kept as {@link OriginalName} keeps it
 * @param size in bytes, at least one
 * @param sha256 of the file, if the client wants it to be checked
 */
public record AnnouncedFile(String name, long size, Optional<Sha256> sha256) {

  /** Cleans the name, and refuses a file without bytes. */
  public AnnouncedFile {
    if (size < 1) {
      throw new IllegalArgumentException("a file has at least one byte, not " + size);
    }
    name = OriginalName.clean(name);
  }
}
