package dev.imagevault.jdbi;

import java.sql.SQLException;
import java.time.Duration;

/**
 * A repository in a database of its own, for a contract.
 *
 * @param schema where its tables are
 */
record TestRepository(TestDatabase database, JdbiImageRepository repository, String schema)
    implements AutoCloseable {

  private static final String NAMED = "imagevault_7";

  static TestRepository migrated() throws SQLException {
    return of(TestDatabase.migrated());
  }

  /** Its tables are partitioned by hash of their owners, with not one statement changed. */
  static TestRepository partitioned() throws SQLException {
    return of(TestDatabase.partitioned());
  }

  private static TestRepository of(TestDatabase database) {
    return new TestRepository(database, new JdbiImageRepository(database.dataSource()), "public");
  }

  /** Its tables are in a schema of their own, beside another {@code user_images} of the host's. */
  static TestRepository inSchema() throws SQLException {
    TestDatabase database = TestDatabase.empty();
    database.execute("create table user_images (url text)");
    Schema.named(NAMED, database.dataSource()).migrate();
    return new TestRepository(
        database, new JdbiImageRepository(database.dataSource()).inSchema(NAMED), NAMED);
  }

  /** Returns the repository, without a row. */
  JdbiImageRepository emptied() throws SQLException {
    database.empty(schema);
    return repository;
  }

  void passTime(Duration duration) throws SQLException {
    database.passTime(schema, duration);
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
