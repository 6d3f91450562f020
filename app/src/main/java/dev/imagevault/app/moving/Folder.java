package dev.imagevault.app.moving;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Files in a folder. They can be read by their owner only, where the system knows owners. */
final class Folder implements Destination {

  private final Path folder;
  private String name = "";
  private Instant modified = Instant.EPOCH;
  private @Nullable OutputStream out;
  private volatile @Nullable Path part;

  private Folder(Path folder) {
    this.folder = folder;
  }

  /** Returns the folder, which is there now. */
  static Folder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new Folder(folder);
  }

  @Override
  public Path scratch() {
    return folder;
  }

  @Override
  public OutputStream begin(String file, Instant at) throws IOException {
    name = file;
    modified = at;
    Path begun = Files.createTempFile(folder, ".", ".part");
    part = begun;
    OutputStream opened = Files.newOutputStream(begun);
    out = opened;
    return opened;
  }

  @Override
  public void keep() throws IOException {
    Path whole = part;
    closePart();
    Path file = folder.resolve(name);
    if (whole == null || Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Files.setLastModifiedTime(whole, FileTime.from(modified));
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    part = null;
  }

  @Override
  public void discard() throws IOException {
    closePart();
    close();
  }

  private void closePart() throws IOException {
    OutputStream open = out;
    out = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void finish() {
    // Every file is there already.
  }

  @Override
  public void close() throws IOException {
    Path left = part;
    part = null;
    if (left != null) {
      Files.deleteIfExists(left);
    }
  }
}
