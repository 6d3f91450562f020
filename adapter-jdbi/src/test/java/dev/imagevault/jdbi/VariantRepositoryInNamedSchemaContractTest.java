package dev.imagevault.jdbi;

import java.sql.SQLException;

class VariantRepositoryInNamedSchemaContractTest extends JdbiVariantRepositoryContractTest {

  @Override
  TestRepository open() throws SQLException {
    return TestRepository.inSchema();
  }
}
