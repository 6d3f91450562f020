package dev.imagevault.app.moving;

import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Images in a table of another PostgreSQL, such as Sequelize makes it. It is read in the order of
 * ids, page by page, each in a transaction of its own that can only read: so it holds nothing back
 * there, and may be behind a pooler.
 */
public final class TableSource implements ImportSource {

  private static final int CONNECT_SECONDS = 10;
  private static final int SOCKET_SECONDS = 120;

  /** In which Sequelize notes what it shows no more, where it keeps that. */
  private static final List<String> DELETED = List.of("deletedAt", "deleted_at");

  private static final String COLUMNS =
      """
      select attname, format_type(atttypid, atttypmod), attnotnull
      from pg_attribute
      where attrelid = to_regclass(?) and attnum > 0 and not attisdropped
      order by attnum""";

  private final DatabaseUrl database;
  private final String name;
  private final Map<SourceColumn, String> chosen;

  /**
   * Nothing is connected to yet.
   *
   * @param name of the table, perhaps with its schema before it
   * @param chosen the columns that are not called as usual
   */
  public TableSource(DatabaseUrl database, String name, Map<SourceColumn, String> chosen) {
    this.database = database;
    this.name = name;
    this.chosen = Map.copyOf(chosen);
  }

  /** A column as the catalogue has it. */
  private record Column(String type, boolean isNeverNull) {}

  @Override
  public void read(Pages pages) throws Exception {
    try (Connection connection = connect()) {
      Queries queries = queries(connection);
      List<SourceImage> page = page(connection, queries.first(), List.of());
      while (!page.isEmpty()) {
        pages.next(page);
        SourceImage last = page.get(page.size() - 1);
        page = page(connection, queries.next(), List.of(last.id(), last.id(), last.key()));
      }
    } catch (SQLException e) {
      throw new StartException(
          ExitCode.USAGE,
          "cannot read the table " + name + " at " + database + " (" + e.getMessage() + ")",
          e);
    }
  }

  private Connection connect() throws SQLException {
    Properties usual = new Properties();
    PGProperty.APPLICATION_NAME.set(usual, "imagevault import");
    PGProperty.CONNECT_TIMEOUT.set(usual, CONNECT_SECONDS);
    PGProperty.LOGIN_TIMEOUT.set(usual, CONNECT_SECONDS);
    PGProperty.SOCKET_TIMEOUT.set(usual, SOCKET_SECONDS);
    PGProperty.TCP_KEEP_ALIVE.set(usual, true);
    PGSimpleDataSource source = database.dataSource(usual);
    source.setPrepareThreshold(0);
    Connection connection = source.getConnection();
    connection.setAutoCommit(false);
    connection.setReadOnly(true);
    return connection;
  }

  /**
   * What asks for pages.
   *
   * @param first for the first one
   * @param next for the one after an image; its parameters are its id, twice, and its key
   */
  private record Queries(String first, String next) {}

  private Queries queries(Connection connection) throws SQLException {
    Map<String, Column> there = columns(connection);
    Map<SourceColumn, String> found = SourceColumn.find(there.keySet(), chosen, "table " + name);
    String id = Objects.requireNonNull(found.get(SourceColumn.ID));
    Column idColumn = Objects.requireNonNull(there.get(id));
    if (!idColumn.isNeverNull()) {
      requireIds(connection, id);
    }
    String key = text(found, there, SourceColumn.KEY) + " collate \"C\"";
    String images =
        "select "
            + Stream.of(SourceColumn.values())
                .map(column -> text(found, there, column))
                .collect(Collectors.joining(", "))
            + " from "
            + quotedName()
            + DELETED.stream()
                .filter(there::containsKey)
                .findFirst()
                .map(column -> " where " + quoted(column) + " is null")
                .orElse(" where true");
    String order = " order by %s, %s limit %d".formatted(quoted(id), key, PAGE);
    // An index of the ids serves the first condition; the second is about equal ids.
    String after =
        " and %1$s >= cast(? as %2$s) and (%1$s > cast(? as %2$s) or %3$s > ?)"
            .formatted(quoted(id), idColumn.type(), key);
    return new Queries(images + order, images + after + order);
  }

  private Map<String, Column> columns(Connection connection) throws SQLException {
    Map<String, Column> columns = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, quotedName());
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.put(row.getString(1), new Column(row.getString(2), row.getBoolean(3)));
        }
      }
    }
    if (columns.isEmpty()) {
      throw new StartException(
          ExitCode.USAGE,
          "there is no table " + name + " at " + database + ": name it with --table SCHEMA.TABLE",
          null);
    }
    return columns;
  }

  private void requireIds(Connection connection, String id) throws SQLException {
    String query =
        "select exists (select from " + quotedName() + " where " + quoted(id) + " is null)";
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      row.next();
      if (row.getBoolean(1)) {
        throw new StartException(
            ExitCode.USAGE,
            "in table " + name + " some images have no " + id + ": choose another --column id=",
            null);
      }
    }
  }

  /** Returns what gives the column as text, times in UTC; empty text where there is none. */
  private static String text(
      Map<SourceColumn, String> found, Map<String, Column> there, SourceColumn column) {
    String called = found.get(column);
    if (called == null) {
      return "''";
    }
    String value = quoted(called);
    String type = Objects.requireNonNull(there.get(called)).type();
    if (column == SourceColumn.CREATED_AT && type.startsWith("timestamp")) {
      String utc = type.endsWith("with time zone") ? value + " at time zone 'UTC'" : value;
      value = "to_char(" + utc + ", 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
    }
    return "coalesce(" + value + "::text, '')";
  }

  private static List<SourceImage> page(
      Connection connection, String query, List<String> parameters) throws SQLException {
    List<SourceImage> page = new ArrayList<>(PAGE);
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.size(); i++) {
        statement.setString(i + 1, parameters.get(i));
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          page.add(
              new SourceImage(
                  row.getString(1),
                  row.getString(2),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5)));
        }
      }
    }
    connection.commit();
    return page;
  }

  /** Returns the name as SQL has it; a dot parts schema and table. */
  private String quotedName() {
    int dot = name.indexOf('.');
    return dot < 0
        ? quoted(name)
        : quoted(name.substring(0, dot)) + "." + quoted(name.substring(dot + 1));
  }

  private static String quoted(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }
}
