package dev.imagevault.app.moving;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import dev.imagevault.domain.ImageConflictException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * What became of each image. Those that were not imported are printed; all are written to a file,
 * if there is one: a line each, in CSV, after those of earlier imports. A line is written at once,
 * so that a process that is killed loses none. Of several lines of one image the last one counts.
 * Thread-safe.
 */
final class ImportReport implements AutoCloseable {

  private static final String[] HEADER = {"result", "id", "new_id", "owner", "key", "reason"};

  private final PrintStream out;
  private final Optional<CsvWriter> file;
  private long imported;
  private long already;
  private long notImported;

  private ImportReport(PrintStream out, Optional<CsvWriter> file) {
    this.out = out;
    this.file = file;
  }

  /**
   * Returns an empty one.
   *
   * @throws StartException the file cannot be written
   */
  static ImportReport open(PrintStream out, Optional<Path> path) {
    return new ImportReport(out, path.map(ImportReport::append));
  }

  private static CsvWriter append(Path path) {
    try {
      boolean isNew = !Files.exists(path) || Files.size(path) == 0;
      // Whoever was killed may have left half a line.
      if (!isNew && !endsWithLine(path)) {
        Files.writeString(path, "\n", StandardOpenOption.APPEND);
      }
      CsvWriter writer =
          CsvWriter.builder()
              .lineDelimiter(LineDelimiter.LF)
              .autoFlush(true)
              .build(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      if (isNew) {
        writer.writeRecord(HEADER);
      }
      return writer;
    } catch (IOException | UncheckedIOException e) {
      throw new StartException(
          ExitCode.USAGE, "cannot write the report " + path + " (" + e + ")", e);
    }
  }

  private static boolean endsWithLine(Path path) throws IOException {
    try (var channel = Files.newByteChannel(path)) {
      channel.position(channel.size() - 1);
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.read(last) == 1 && last.get(0) == '\n';
    }
  }

  /** The image has this id now, or would have it in earnest. */
  synchronized void imported(SourceImage image, String word, String newId) {
    imported++;
    write(word, image, newId, "");
  }

  /** The image is about to be imported, under an id that nobody else may learn from now on. */
  synchronized void importing(SourceImage image, String newId) {
    write("imported", image, newId, "");
  }

  /** The image that was to be imported is. */
  synchronized void imported() {
    imported++;
  }

  /** The image was imported before. */
  synchronized void already(SourceImage image) {
    already++;
    write("already-imported", image, "", "");
  }

  /** The image is not imported. */
  synchronized void notImported(SourceImage image, String reason) {
    notImported++;
    out.println(
        String.join(
            "\t", "not-imported", oneLine(image.id()), oneLine(image.key()), oneLine(reason)));
    write("not-imported", image, "", reason);
  }

  /** The image is not imported; the report says what allows it, if anything does. */
  void notImported(SourceImage image, Exception e) {
    boolean taken =
        e instanceof ImageConflictException conflict
            && conflict.reason() == ImageConflictException.Reason.ID_TAKEN;
    notImported(image, e.getMessage() + (taken ? ": --new-ids gives it a new one" : ""));
  }

  private void write(String result, SourceImage image, String newId, String reason) {
    file.ifPresent(
        csv ->
            csv.writeRecord(
                result,
                oneLine(image.id()),
                newId,
                oneLine(image.owner()),
                oneLine(image.key()),
                oneLine(reason)));
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}", " ");
  }

  /** Prints how many there are of each, and returns whether all are imported. */
  synchronized boolean conclude() {
    out.println(
        String.join(
            "\t",
            "total",
            "imported=" + imported,
            "already-imported=" + already,
            "not-imported=" + notImported));
    return notImported == 0;
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
