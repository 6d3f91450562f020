package dev.imagevault.jdbi;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code user_images} in the current schema of a database: the first of the connection's
 * {@code search_path}. Its comment says that imagevault made it, and in which version, so that it
 * makes no difference whether Flyway ran the migrations or a person did. Thread-safe.
 */
public final class Schema {

  /** Where the migrations are. */
  static final String MIGRATIONS = "classpath:dev/imagevault/jdbi/migration";

  /** The table in which Flyway keeps which migrations it ran. A host's own Flyway has another. */
  static final String HISTORY_TABLE = "imagevault_schema_history";

  /** The version that this release works with: that of its last migration. */
  static final int VERSION = 1;

  /** Of no meaning but to this project. */
  private static final long MIGRATION_LOCK = 0x696d_6167_6576_6175L;

  /** For as long others may migrate while one waits. */
  private static final Duration LONGEST_TURN = Duration.ofHours(1);

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

  private static final String FIND_COMMENT =
      """
      select coalesce(obj_description(c.oid, 'pg_class'), '')
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relname = 'user_images' and n.nspname = current_schema()""";

  private final DataSource dataSource;
  private final Database database;
  private final int version;
  private final String[] locations;

  /**
   * Nothing is connected to yet.
   *
   * @param dataSource with three connections at least, for {@link #migrate}
   */
  public Schema(DataSource dataSource) {
    this(dataSource, VERSION, MIGRATIONS);
  }

  /** For the tests, which look into the future. */
  Schema(DataSource dataSource, int version, String... locations) {
    this.dataSource = dataSource;
    this.database = new Database(dataSource, JdbiImageRepository.STATEMENT_TIMEOUT);
    this.version = version;
    this.locations = locations;
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
    return found < version ? State.OUTDATED : found == version ? State.CURRENT : State.NEWER;
  }

  /**
   * The database has all migrations of this release. Those missing are applied, each in a
   * transaction; any number of processes may do so at once, and one does it while the others wait.
   * Where none is missing, nothing is written and no permission to do so is needed.
   *
   * @return whether any was missing when it was called
   * @throws BackEndException of {@code DATABASE}; {@code REFUSED} where {@code user_images} is
   *     {@link State#FOREIGN}, which is left as it is
   */
  public boolean migrate() {
    Optional<String> comment = comment();
    State state = state(comment);
    if (state == State.FOREIGN) {
      throw refused(
          "The database has a table user_images that is not imagevault's, and that is left alone:"
              + " use another database or schema",
          null);
    }
    if (state != State.ABSENT && state != State.OUTDATED) {
      return false;
    }
    applyAlone(versionIn(comment));
    if (state() == State.ABSENT) {
      throw refused(
          "The table user_images is gone, although "
              + HISTORY_TABLE
              + " says it was made: restore it, or drop that table too to begin anew",
          null);
    }
    return true;
  }

  /**
   * Flyway's own lock is in its history table, so that it does not keep two from finding none and
   * making it at once. The lock here ends with its transaction, whatever becomes of this process.
   */
  private void applyAlone(int applied) {
    new Database(dataSource, LONGEST_TURN)
        .call(
            "take its turn to migrate",
            handle ->
                handle.inTransaction(
                    turn -> {
                      // What the role is allowed otherwise, others' migrations may take longer.
                      turn.execute("set local lock_timeout = 0");
                      turn.execute("set local statement_timeout = 0");
                      turn.execute("set local idle_in_transaction_session_timeout = 0");
                      turn.execute("select pg_advisory_xact_lock(?)", MIGRATION_LOCK);
                      applyAfter(applied);
                      return true;
                    }));
  }

  /**
   * A schema with tables of the host's but no history yet is what Flyway calls to be baselined: at
   * 0, or at the version up to which a person ran the migrations.
   */
  private void applyAfter(int applied) {
    try {
      Flyway.configure(Schema.class.getClassLoader())
          .dataSource(dataSource)
          .locations(locations)
          .failOnMissingLocations(true)
          .table(HISTORY_TABLE)
          .createSchemas(false)
          .baselineOnMigrate(true)
          .baselineVersion(Integer.toString(applied))
          .placeholderReplacement(false)
          .load()
          .migrate();
    } catch (FlywayException e) {
      if (DatabaseErrors.sqlException(e) == null) {
        throw refused(String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
      }
      throw DatabaseErrors.translate("apply the migrations", e);
    }
  }

  private Optional<String> comment() {
    return database.call(
        "tell its migrations",
        handle -> handle.createQuery(FIND_COMMENT).mapTo(String.class).findOne());
  }

  /** Returns 0 where no version is in it. */
  private static int versionIn(Optional<String> comment) {
    Matcher matcher = COMMENT.matcher(comment.orElse(""));
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  private static BackEndException refused(String message, @Nullable Throwable cause) {
    return new BackEndException(BackEnd.DATABASE, Failure.REFUSED, message, cause);
  }
}
