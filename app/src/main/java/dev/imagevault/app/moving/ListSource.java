package dev.imagevault.app.moving;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Images in a CSV file in UTF-8 (RFC 4180), whose first line names the columns. */
public final class ListSource implements ImportSource {

  private static final char BYTE_ORDER_MARK = '\ufeff';

  private final Path file;
  private final Map<SourceColumn, String> chosen;

  /**
   * Nothing is read yet.
   *
   * @param chosen the columns that are not called as usual
   */
  public ListSource(Path file, Map<SourceColumn, String> chosen) {
    this.file = file;
    this.chosen = Map.copyOf(chosen);
  }

  @Override
  public void read(Pages pages) throws Exception {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new StartException(
          ExitCode.USAGE,
          file + " cannot be read twice, as an import reads it: write the list to a file first",
          null);
    }
    // Unlike the library's own, this reader refuses what is no UTF-8.
    try (BufferedReader text = Files.newBufferedReader(file)) {
      text.mark(1);
      if (text.read() != BYTE_ORDER_MARK) {
        text.reset();
      }
      CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(text);
      Iterator<NamedCsvRecord> records = csv.iterator();
      List<SourceImage> page = new ArrayList<>(PAGE);
      Map<SourceColumn, String> columns = null;
      while (hasNext(records)) {
        NamedCsvRecord record = records.next();
        if (columns == null) {
          columns = SourceColumn.find(record.getHeader(), chosen, file.toString());
        }
        requireWhole(record);
        page.add(image(record, columns));
        if (page.size() == PAGE) {
          pages.next(page);
          page = new ArrayList<>(PAGE);
        }
      }
      if (!page.isEmpty()) {
        pages.next(page);
      }
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(e);
    }
  }

  private void requireWhole(NamedCsvRecord record) {
    int fields = record.getFieldCount();
    int expected = record.getHeader().size();
    if (fields != expected) {
      throw new StartException(
          ExitCode.USAGE,
          "line %d of %s has %d fields, and the header %d"
              .formatted(record.getStartingLineNumber(), file, fields, expected),
          null);
    }
  }

  private boolean hasNext(Iterator<NamedCsvRecord> records) {
    try {
      return records.hasNext();
    } catch (CsvParseException e) {
      throw unreadable(e);
    }
  }

  private StartException unreadable(Exception e) {
    String why = Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("");
    return new StartException(
        ExitCode.USAGE,
        "cannot read "
            + file
            + " as CSV in UTF-8 with a header ("
            + e.getMessage()
            + (why.isEmpty() ? "" : ": " + why)
            + ")",
        e);
  }

  private static SourceImage image(NamedCsvRecord record, Map<SourceColumn, String> columns) {
    return new SourceImage(
        field(record, columns, SourceColumn.ID).strip(),
        field(record, columns, SourceColumn.OWNER),
        field(record, columns, SourceColumn.KEY),
        field(record, columns, SourceColumn.NAME),
        field(record, columns, SourceColumn.CREATED_AT).strip());
  }

  private static String field(
      NamedCsvRecord record, Map<SourceColumn, String> columns, SourceColumn column) {
    return Optional.ofNullable(columns.get(column)).flatMap(record::findField).orElse("");
  }
}
