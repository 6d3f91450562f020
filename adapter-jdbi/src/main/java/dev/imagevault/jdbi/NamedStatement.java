package dev.imagevault.jdbi;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/**
 * A statement that says its own name in its first parameter, and fails under any other.
 *
 * <p>The driver asks PostgreSQL to keep a statement that is used often as {@code S_1}, {@code S_2}
 * and so on, and sends only that and the parameters from then on. A pooler that hands the server
 * connection to another client may have PostgreSQL run the {@code S_1} of that client. Where the
 * {@link Pooler} is not recognised, this is what keeps a read from running as a delete: PostgreSQL
 * compares the number of parameters, so the first of both is the name, and evaluates the comparison
 * before it looks at any row.
 *
 * @param name unlike that of any statement with another text, releases before this one included
 * @param sql with the name's comparison in it
 */
record NamedStatement(String name, String sql) {

  private static final String MARK = "{meant}";

  /** An invalid boolean is SQLSTATE 22P02, by which {@link DatabaseErrors} knows it. */
  private static final String MEANT =
      "cast(case :statement when '%s' then 'true' else 'another statement''s name' end as boolean)";

  /**
   * Returns the statement.
   *
   * @param sql in which {@code {meant}} stands for the comparison, before all parameters
   */
  static NamedStatement of(String name, String sql) {
    if (sql.indexOf(MARK) < 0 || sql.indexOf(MARK) > (sql + " :").indexOf(" :")) {
      throw new IllegalArgumentException(name + " does not say its name first");
    }
    return new NamedStatement(name, sql.replace(MARK, MEANT.formatted(name)));
  }

  /** Returns it, to be bound and asked. */
  Query query(Handle handle) {
    return handle.createQuery(sql).bind("statement", name);
  }

  /** Returns it, to be bound and executed. */
  Update update(Handle handle) {
    return handle.createUpdate(sql).bind("statement", name);
  }
}
