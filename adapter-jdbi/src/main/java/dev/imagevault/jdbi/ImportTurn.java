package dev.imagevault.jdbi;

import dev.imagevault.domain.BackEndException;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * One import's turn: a lock that is held by a transaction of its own, on a connection of its own,
 * for as long as the import takes. A pooler gives that connection to nobody else meanwhile, where a
 * session's lock would be anybody's. The transaction holds nothing else back, not even vacuum,
 * since it has neither a snapshot nor an id. It ends with the process. If the process's machine
 * vanishes, PostgreSQL ends it after two minutes. Thread-safe.
 */
final class ImportTurn implements AutoCloseable {

  /** The last statement, always: a query would keep its snapshot until the next one. */
  private static final String LIVE_ON = "set local idle_in_transaction_session_timeout = '2min'";

  private static final long BETWEEN_SIGNS = Duration.ofSeconds(5).toNanos();

  /** Of no meaning but to this project. */
  private static final long LOCK = 0x696d_6167_6576_696dL;

  private final Handle transaction;
  private final long betweenSigns;
  private long lastSign = System.nanoTime();
  private boolean over;

  private ImportTurn(Handle transaction, long betweenSigns) {
    this.transaction = transaction;
    this.betweenSigns = betweenSigns;
  }

  /** Returns it, or empty if another has its turn. */
  static Optional<ImportTurn> take(DatabaseCalls database) {
    return take(database, BETWEEN_SIGNS);
  }

  /** As the other one. So many nanoseconds pass between signs of life. */
  static Optional<ImportTurn> take(DatabaseCalls database, long betweenSigns) {
    try {
      Handle transaction = database.openWithoutNames();
      boolean taken = false;
      try {
        transaction.begin();
        boolean locked =
            transaction
                .createQuery("select pg_try_advisory_xact_lock(:lock)")
                .bind("lock", LOCK)
                .mapTo(Boolean.class)
                .one();
        transaction.execute(LIVE_ON);
        taken = locked;
      } finally {
        if (!taken) {
          end(transaction);
        }
      }
      return taken ? Optional.of(new ImportTurn(transaction, betweenSigns)) : Optional.empty();
    } catch (JdbiException e) {
      throw DatabaseErrors.translate("let an import begin", e);
    }
  }

  private static void end(Handle transaction) {
    try (transaction) {
      if (transaction.isInTransaction()) {
        transaction.rollback();
      }
    } catch (JdbiException e) {
      // The connection is gone, and the transaction with it.
    }
  }

  /**
   * It is still this import's turn.
   *
   * @throws BackEndException {@code REFUSED} otherwise
   */
  synchronized void keep() {
    if (!over && System.nanoTime() - lastSign >= betweenSigns) {
      try {
        transaction.execute(LIVE_ON);
        lastSign = System.nanoTime();
      } catch (JdbiException e) {
        close();
      }
    }
    if (over) {
      throw new BackEndException(
          BackEndException.BackEnd.DATABASE,
          BackEndException.Failure.REFUSED,
          "The import is over, or lost the connection that says whose turn it is: begin it again,"
              + " and it goes on where it was",
          null);
    }
  }

  @Override
  public synchronized void close() {
    if (!over) {
      over = true;
      end(transaction);
    }
  }
}
