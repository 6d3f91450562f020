package dev.imagevault.app.moving;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Objects;

/** Files in a ZIP, which appears under its name once all are in it. */
final class Archive implements Destination {

  private final Path file;
  private final Path part;
  private final ZipWriter zip;

  private Archive(Path file, Path part) throws IOException {
    this.file = file;
    this.part = part;
    this.zip = new ZipWriter(part);
  }

  static Archive open(Path file) throws IOException {
    return new Archive(file, Files.createTempFile(file.getParent(), ".", ".zip.part"));
  }

  @Override
  public Path scratch() {
    return Objects.requireNonNull(file.getParent());
  }

  @Override
  public OutputStream begin(String name, Instant modified) throws IOException {
    return zip.begin(name, modified);
  }

  @Override
  public void keep() throws IOException {
    zip.keep();
  }

  @Override
  public void discard() throws IOException {
    zip.discard();
  }

  @Override
  public void finish() throws IOException {
    zip.finish();
    zip.close();
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    zip.close();
    Files.deleteIfExists(part);
  }
}
