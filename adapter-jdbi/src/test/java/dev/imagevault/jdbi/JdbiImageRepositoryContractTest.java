package dev.imagevault.jdbi;

import dev.imagevault.contract.ImageRepositoryContract;
import dev.imagevault.port.ImageRepository;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class JdbiImageRepositoryContractTest extends ImageRepositoryContract {

  private TestDatabase database;

  @BeforeAll
  final void createDatabase() throws SQLException {
    database = database();
  }

  @AfterAll
  final void dropDatabase() throws SQLException {
    database.close();
  }

  TestDatabase database() throws SQLException {
    return TestDatabase.migrated();
  }

  JdbiImageRepository repository(TestDatabase in) {
    return new JdbiImageRepository(in.dataSource());
  }

  String table() {
    return "user_images";
  }

  @Override
  protected final ImageRepository emptyRepository() throws SQLException {
    database.execute("truncate " + table());
    return repository(database);
  }

  @Override
  protected final void passTime(Duration duration) throws SQLException {
    String by = "interval '" + duration.toMillis() + " milliseconds'";
    database.execute(
        "update %2$s set created_at = created_at - %1$s, updated_at = updated_at - %1$s,"
                .formatted(by, table())
            + " put_started_at = put_started_at - %1$s, next_attempt_at = next_attempt_at - %1$s"
                .formatted(by));
  }
}
