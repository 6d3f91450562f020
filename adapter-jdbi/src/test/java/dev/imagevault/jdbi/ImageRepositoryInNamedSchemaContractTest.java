package dev.imagevault.jdbi;

import java.sql.SQLException;

class ImageRepositoryInNamedSchemaContractTest extends JdbiImageRepositoryContractTest {

  @Override
  TestRepository open() throws SQLException {
    return TestRepository.inSchema();
  }
}
