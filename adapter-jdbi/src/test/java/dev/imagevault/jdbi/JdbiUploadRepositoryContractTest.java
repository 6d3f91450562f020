package dev.imagevault.jdbi;

import dev.imagevault.contract.UploadRepositoryContract;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.UploadRepository;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class JdbiUploadRepositoryContractTest extends UploadRepositoryContract {

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

  String schema() {
    return "public";
  }

  @Override
  protected final ImageRepository emptyRepository() throws SQLException {
    database.empty(schema());
    return repository(database);
  }

  @Override
  protected final UploadRepository uploads(ImageRepository images) {
    return ((JdbiImageRepository) images).uploads();
  }

  @Override
  protected final void passTime(Duration duration) throws SQLException {
    database.passTime(schema(), duration);
  }
}
