package dev.imagevault.jdbi;

import dev.imagevault.contract.ImportRepositoryContract;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImportRepository;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class JdbiImportRepositoryContractTest extends ImportRepositoryContract {

  private TestRepository opened;

  TestRepository open() throws SQLException {
    return TestRepository.migrated();
  }

  @BeforeAll
  final void createDatabase() throws SQLException {
    opened = open();
  }

  @AfterAll
  final void dropDatabase() throws SQLException {
    opened.close();
  }

  @Override
  protected final ImageRepository emptyRepository() throws SQLException {
    return opened.emptied();
  }

  @Override
  protected final ImportRepository imports(ImageRepository images) {
    return opened.repository().imports();
  }

  @Override
  protected final void passTime(Duration duration) throws SQLException {
    opened.passTime(duration);
  }
}
