package dev.imagevault.jdbi;

import java.sql.SQLException;

class PartitionedRenderingQueueContractTest extends JdbiRenderingQueueContractTest {

  @Override
  TestRepository open() throws SQLException {
    return TestRepository.partitioned();
  }
}
