package dev.imagevault.jdbi;

import java.sql.SQLException;

/** The tables partitioned by hash of their owner, with not one statement changed. */
class PartitionedUploadsContractTest extends JdbiUploadRepositoryContractTest {

  @Override
  TestDatabase database() throws SQLException {
    return TestDatabase.partitioned();
  }
}
