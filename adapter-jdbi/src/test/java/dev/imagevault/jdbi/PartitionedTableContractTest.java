package dev.imagevault.jdbi;

import java.sql.SQLException;

/** The table partitioned by hash of its owner, with not one statement changed. */
class PartitionedTableContractTest extends JdbiImageRepositoryContractTest {

  @Override
  TestDatabase database() throws SQLException {
    return TestDatabase.partitioned();
  }
}
