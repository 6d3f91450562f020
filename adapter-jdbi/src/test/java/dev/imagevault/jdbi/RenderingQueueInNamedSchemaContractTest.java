package dev.imagevault.jdbi;

import java.sql.SQLException;

class RenderingQueueInNamedSchemaContractTest extends JdbiRenderingQueueContractTest {

  @Override
  TestRepository open() throws SQLException {
    return TestRepository.inSchema();
  }
}
