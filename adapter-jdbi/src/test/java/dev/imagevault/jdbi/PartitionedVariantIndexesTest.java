package dev.imagevault.jdbi;

import java.sql.SQLException;

class PartitionedVariantIndexesTest extends VariantIndexesTest {

  @Override
  TestDatabase database() throws SQLException {
    return TestDatabase.partitioned();
  }
}
