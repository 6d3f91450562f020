package dev.imagevault.jdbi;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/**
 * The table {@code user_images} in a schema of a database: the first of the connection's {@code
 * search_path}, or the one that is {@linkplain #named named}. Its comment says that imagevault made
 * it, and in which version, so that it makes no difference whether {@link #migrate} ran the
 * migrations or a person did. Thread-safe.
 */
public final class Schema {

  /** In their order, one for each version. */
  static final List<String> MIGRATIONS = List.of("migration/V1__user_images.sql");

  private final DataSource dataSource;
  private final TableName table;
  private final DatabaseCalls database;
  private final List<String> migrations;

  /** How a database stands to this release. */
  public enum State {
    /** There is no table {@code user_images}. */
    ABSENT,
    /** It lacks migrations of this release. */
    OUTDATED,
    /** It is as this release needs it. */
    CURRENT,
    /** A newer release has migrated it, with which this one can still work. */
    NEWER,
    /** Something else by the name of {@code user_images} is there. */
    FOREIGN
  }

  private static final Pattern COMMENT = Pattern.compile("imagevault schema ([0-9]{1,6})");

  private static final NamedStatement FIND_COMMENT =
      NamedStatement.of(
          "find comment",
          """
      select coalesce(obj_description(c.oid, 'pg_class'), '')
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where {meant} and c.relname = 'user_images' and n.nspname = coalesce(nullif(:schema, ''), current_schema())""");

  /**
   * Nothing is connected to yet.
   *
   * @param dataSource one connection of it is enough
   */
  public Schema(DataSource dataSource) {
    this(dataSource, TableName.ON_SEARCH_PATH, MIGRATIONS);
  }

  /**
   * Returns the schema of that name. Nothing is connected to yet. {@link #migrate} creates it if it
   * is not there, and then needs {@code CREATE} on the database.
   *
   * @param dataSource one connection of it is enough
   * @param name up to 63 of {@code [a-z0-9_]}, no digit first, and not {@code pg_…}
   * @throws IllegalArgumentException if it is another name
   */
  public static Schema named(String name, DataSource dataSource) {
    return new Schema(dataSource, TableName.in(name), MIGRATIONS);
  }

  /** For the tests, which look into the future. */
  Schema(DataSource dataSource, TableName table, List<String> migrations) {
    this.dataSource = dataSource;
    this.table = table;
    this.database = new DatabaseCalls(dataSource, JdbiImageRepository.STATEMENT_TIMEOUT);
    this.migrations = migrations;
  }

  /**
   * {@return how the database stands to this release} Needs no permission but to connect.
   *
   * @throws BackEndException of {@code DATABASE}
   */
  public State state() {
    return state(comment());
  }

  private State state(Optional<String> comment) {
    if (comment.isEmpty()) {
      return State.ABSENT;
    }
    int found = versionIn(comment);
    if (found == 0) {
      return State.FOREIGN;
    }
    int last = migrations.size();
    return found < last ? State.OUTDATED : found == last ? State.CURRENT : State.NEWER;
  }

  /**
   * The database has all migrations of this release. Those missing are applied in one transaction,
   * on one connection; any number of processes may do so at once, and one does it while the others
   * wait. Where none is missing, nothing is written and no permission to do so is needed.
   *
   * @return whether any was missing when it was called
   * @throws BackEndException of {@code DATABASE}; {@code REFUSED} where {@code user_images} is
   *     {@link State#FOREIGN}, which is left as it is
   */
  public boolean migrate() {
    if (!isMissing(comment())) {
      return false;
    }
    new DatabaseCalls(dataSource, Migration.LONGEST)
        .call(
            "apply the migrations",
            handle -> {
              Migration.applyAlone(handle, table, turn -> apply(turn, findComment(handle)));
              return true;
            });
    return true;
  }

  private boolean isMissing(Optional<String> comment) {
    State state = state(comment);
    if (state == State.FOREIGN) {
      throw refused(
          "The database has a table user_images that is not imagevault's, and that is left alone:"
              + " use another database or schema");
    }
    return state == State.ABSENT || state == State.OUTDATED;
  }

  /** Somebody else may have done it meanwhile. */
  private void apply(Migration migration, Optional<String> comment) {
    if (!isMissing(comment)) {
      return;
    }
    if (comment.isEmpty() && migration.isRecorded()) {
      throw refused(
          "The table user_images is gone, although "
              + Migration.HISTORY
              + " says it was made: restore it or, to begin anew, drop that table too, and all tables"
              + " and domains whose names begin with user_images");
    }
    for (int version = versionIn(comment) + 1; version <= migrations.size(); version++) {
      migration.apply(version, migrations.get(version - 1));
    }
  }

  private Optional<String> comment() {
    return database.call("tell its migrations", this::findComment);
  }

  private Optional<String> findComment(Handle handle) {
    return FIND_COMMENT.query(handle).bind("schema", table.schema()).mapTo(String.class).findOne();
  }

  /** Returns 0 where no version is in it. */
  private static int versionIn(Optional<String> comment) {
    Matcher matcher = COMMENT.matcher(comment.orElse(""));
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static BackEndException refused(String message) {
    return new BackEndException(BackEnd.DATABASE, Failure.REFUSED, message, null);
  }
}
