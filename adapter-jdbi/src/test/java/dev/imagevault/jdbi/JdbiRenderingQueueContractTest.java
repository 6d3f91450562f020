package dev.imagevault.jdbi;

import dev.imagevault.contract.RenderingQueueContract;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.VariantRepository;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@TestInstance(Lifecycle.PER_CLASS)
class JdbiRenderingQueueContractTest extends RenderingQueueContract {

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
  protected final VariantRepository variants() {
    return opened.repository().variants();
  }

  @Override
  protected final RenderingQueue renderings() {
    return opened.repository().renderings();
  }

  @Override
  protected final void passTime(Duration duration) throws SQLException {
    opened.passTime(duration);
  }
}
