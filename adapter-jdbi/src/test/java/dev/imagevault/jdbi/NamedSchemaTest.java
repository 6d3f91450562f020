package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.imagevault.domain.OwnerId;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A host's pool leads to the host's tables, and to ours in a schema of their own. */
class NamedSchemaTest {

  private TestDatabase database;

  @BeforeEach
  void createDatabase() throws SQLException {
    database = TestDatabase.empty();
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    database.close();
  }

  @Test
  void aSchemaByNameIsMadeAndNothingElseIsTouched() throws SQLException {
    database.execute("create table user_images (url text)");
    List<String> before = database.catalog();
    Schema named = Schema.named("gallery", database.dataSource());
    assertThat(named.state()).isEqualTo(Schema.State.ABSENT);
    assertThat(named.migrate()).isTrue();
    assertThat(named.state()).isEqualTo(Schema.State.CURRENT);
    assertThat(named.migrate()).isFalse();
    assertThat(database.catalog()).isEqualTo(before);
    assertThat(new Schema(database.dataSource()).state()).isEqualTo(Schema.State.FOREIGN);
    assertThat(database.strings("select script from gallery.imagevault_schema_history"))
        .containsExactly("V1__user_images.sql");
    assertThat(database.strings("show search_path")).containsExactly("\"$user\", public");
  }

  @Test
  void inASchemaByNameARoleNeedsThatAlone() throws SQLException {
    database.execute("create schema gallery");
    PGSimpleDataSource owner = database.stranger("");
    database.execute("grant create, usage on schema gallery to " + owner.getUser());
    assertThat(Schema.named("gallery", owner).migrate()).isTrue();
    PGSimpleDataSource role = database.stranger("");
    database.execute("grant usage on schema gallery to " + role.getUser());
    database.execute(
        "grant select, insert, update, delete on all tables in schema gallery to "
            + role.getUser());
    JdbiImageRepository repository = new JdbiImageRepository(role).inSchema("gallery");
    AllCalls.make(repository, new OwnerId("1"));
    assertThat(repository.deleteAll(new OwnerId("1"))).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Gallery", "a-b", "7a", "pg_gallery", "a\"b", "a.b", "ä"})
  void whatIsNoNameOfASchemaIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schema.named(name, database.dataSource()));
    JdbiImageRepository repository = new JdbiImageRepository(database.dataSource());
    assertThatIllegalArgumentException().isThrownBy(() -> repository.inSchema(name));
  }
}
