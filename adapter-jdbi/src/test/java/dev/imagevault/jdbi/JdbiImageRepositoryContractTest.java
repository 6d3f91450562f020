package dev.imagevault.jdbi;

import dev.imagevault.contract.ImageRepositoryContract;
import dev.imagevault.port.ImageRepository;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class JdbiImageRepositoryContractTest extends ImageRepositoryContract {

  private static TestDatabase database;

  @BeforeAll
  static void createDatabase() throws SQLException {
    database = TestDatabase.migrated();
  }

  @AfterAll
  static void dropDatabase() throws SQLException {
    database.close();
  }

  @Override
  protected ImageRepository emptyRepository() throws SQLException {
    database.execute("truncate user_images");
    return new JdbiImageRepository(database.dataSource());
  }

  @Override
  protected void passTime(Duration duration) throws SQLException {
    String by = "interval '" + duration.toMillis() + " milliseconds'";
    database.execute(
        "update user_images set created_at = created_at - %1$s, updated_at = updated_at - %1$s,"
                .formatted(by)
            + " put_started_at = put_started_at - %1$s, next_attempt_at = next_attempt_at - %1$s"
                .formatted(by));
  }
}
