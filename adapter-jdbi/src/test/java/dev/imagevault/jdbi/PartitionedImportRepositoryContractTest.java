package dev.imagevault.jdbi;

import java.sql.SQLException;

class PartitionedImportRepositoryContractTest extends JdbiImportRepositoryContractTest {

  @Override
  TestRepository open() throws SQLException {
    return TestRepository.partitioned();
  }
}
