package dev.imagevault.jdbi;

import java.sql.SQLException;

class PartitionedVariantRacesTest extends VariantRacesTest {

  @Override
  TestDatabase database() throws SQLException {
    return TestDatabase.partitioned();
  }
}
