package dev.imagevault.jdbi;

import java.util.regex.Pattern;

/**
 * Where the table {@code user_images} is, and the others beside it, as every statement says: no
 * session needs to know.
 *
 * @param schema its name; empty for the first of the connection's {@code search_path}
 */
record TableName(String schema) {

  static final TableName ON_SEARCH_PATH = new TableName("");

  private static final Pattern SCHEMA = Pattern.compile("(?!pg_)[a-z_][a-z0-9_]{0,62}");

  /** Refuses every name that PostgreSQL would not have as it stands, or keeps for itself. */
  TableName {
    if (!schema.isEmpty() && !SCHEMA.matcher(schema).matches()) {
      throw new IllegalArgumentException(
          "a schema is named by up to 63 of a-z, 0-9 and _, no digit first, and not pg_…: "
              + schema);
    }
  }

  /** Returns the table in the schema of that name, which it needs. */
  static TableName in(String schema) {
    if (schema.isEmpty()) {
      throw new IllegalArgumentException("a schema has a name");
    }
    return new TableName(schema);
  }

  /** Returns the table of that name, which is in the same schema, for SQL. */
  String sql(String table) {
    return schema.isEmpty() ? table : '"' + schema + "\"." + table;
  }
}
