package dev.imagevault.jdbi;

import java.sql.SQLException;

class PartitionedImageRepositoryContractTest extends JdbiImageRepositoryContractTest {

  @Override
  TestRepository open() throws SQLException {
    return TestRepository.partitioned();
  }
}
