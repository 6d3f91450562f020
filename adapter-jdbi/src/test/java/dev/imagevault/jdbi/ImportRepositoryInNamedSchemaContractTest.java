package dev.imagevault.jdbi;

import java.sql.SQLException;

class ImportRepositoryInNamedSchemaContractTest extends JdbiImportRepositoryContractTest {

  @Override
  TestRepository open() throws SQLException {
    return TestRepository.inSchema();
  }
}
