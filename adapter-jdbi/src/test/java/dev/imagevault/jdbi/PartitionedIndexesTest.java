package dev.imagevault.jdbi;

import java.sql.SQLException;

class PartitionedIndexesTest extends IndexesTest {

  @Override
  TestDatabase database() throws SQLException {
    return TestDatabase.partitioned();
  }
}
