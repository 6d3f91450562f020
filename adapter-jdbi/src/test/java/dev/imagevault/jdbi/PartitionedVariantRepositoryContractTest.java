package dev.imagevault.jdbi;

import java.sql.SQLException;

class PartitionedVariantRepositoryContractTest extends JdbiVariantRepositoryContractTest {

  @Override
  TestRepository open() throws SQLException {
    return TestRepository.partitioned();
  }
}
