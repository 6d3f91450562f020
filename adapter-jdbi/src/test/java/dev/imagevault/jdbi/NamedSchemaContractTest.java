package dev.imagevault.jdbi;

import java.sql.SQLException;

/** The table in a schema of its own, beside another {@code user_images} of the host's. */
class NamedSchemaContractTest extends JdbiImageRepositoryContractTest {

  private static final String SCHEMA = "imagevault_7";

  @Override
  TestDatabase database() throws SQLException {
    TestDatabase database = TestDatabase.empty();
    database.execute("create table user_images (url text)");
    Schema.named(SCHEMA, database.dataSource()).migrate();
    return database;
  }

  @Override
  JdbiImageRepository repository(TestDatabase in) {
    return super.repository(in).inSchema(SCHEMA);
  }

  @Override
  String schema() {
    return SCHEMA;
  }
}
