package dev.imagevault.app.moving;

import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is read of each image at its source, and what its column is called where nobody says. */
public enum SourceColumn {
  ID("id", true),
  OWNER("owner", true, "userId", "user_id"),
  KEY("key", true, "s3Key", "s3_key"),
  NAME("name", false, "originalName", "original_name"),
  CREATED_AT("createdAt", false, "created_at");

  private final String word;
  private final boolean required;
  private final List<String> usual;

  SourceColumn(String word, boolean required, String... usual) {
    this.word = word;
    this.required = required;
    this.usual = List.of(usual);
  }

  /** Returns the one that {@code --column} calls so. */
  public static Optional<SourceColumn> called(String word) {
    return Arrays.stream(values()).filter(column -> column.word.equals(word)).findFirst();
  }

  /** Returns what {@code --column} calls them. */
  public static String words() {
    return Arrays.stream(values()).map(column -> column.word).collect(Collectors.joining(", "));
  }

  /**
   * Returns which columns of a source have them.
   *
   * @param there the columns that there are
   * @param chosen which of these are meant
   * @param source in words
   * @throws StartException a required one is missing, or a chosen one is not there
   */
  static Map<SourceColumn, String> find(
      Collection<String> there, Map<SourceColumn, String> chosen, String source) {
    Map<SourceColumn, String> found = new EnumMap<>(SourceColumn.class);
    for (SourceColumn column : values()) {
      String name = chosen.get(column);
      if (name != null && !there.contains(name)) {
        throw missing(source + " has no column " + name, there);
      }
      Optional<String> usual = name == null ? column.usualName(there) : Optional.of(name);
      if (usual.isEmpty() && column.required) {
        throw missing(
            source
                + " has no column for the "
                + column.word
                + ": name it with --column "
                + column.word
                + "=COLUMN",
            there);
      }
      usual.ifPresent(known -> found.put(column, known));
    }
    return found;
  }

  private Optional<String> usualName(Collection<String> there) {
    return usual.stream()
        .filter(there::contains)
        .findFirst()
        .or(() -> there.stream().filter(word::equalsIgnoreCase).findFirst());
  }

  private static StartException missing(String what, Collection<String> there) {
    return new StartException(
        ExitCode.USAGE, what + "; there are " + String.join(", ", there), null);
  }
}
