package dev.imagevault.jdbi;

import java.sql.SQLException;

/** The tables in a schema of their own, beside others of the same names of the host's. */
class NamedSchemaUploadsContractTest extends JdbiUploadRepositoryContractTest {

  private static final String SCHEMA = "imagevault_7";

  @Override
  TestDatabase database() throws SQLException {
    TestDatabase database = TestDatabase.empty();
    database.execute("create table user_images (url text)");
    database.execute("create table user_images_uploads (url text)");
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
