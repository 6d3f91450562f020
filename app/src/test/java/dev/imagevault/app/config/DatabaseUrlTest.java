package dev.imagevault.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

class DatabaseUrlTest {

  @ParameterizedTest
  @ValueSource(strings = {"postgres", "postgresql"})
  void everyPartOfAUriIsPercentDecoded(String scheme) {
    DatabaseUrl url =
        DatabaseUrl.parse(scheme + "://us%40er:p%3A%2F+%25%C3%A9@db.example:6432/my%20db");
    assertThat(url.user()).contains("us@er");
    assertThat(url.password()).contains("p:/+%é");
    assertThat(url).hasToString("db.example:6432/my db");
  }

  @Test
  void theQueryOfAUriGoesToTheDriver() {
    assertThat(DatabaseUrl.parse("postgres://u:p@h/d?sslmode=require&connectTimeout=7").jdbcUrl())
        .isEqualTo("jdbc:postgresql://h/d?sslmode=require&connectTimeout=7");
  }

  @Test
  void aJdbcUrlIsTakenAsItIs() {
    String text = "jdbc:postgresql://h:5433/d?user=u&password=secret";
    DatabaseUrl url = DatabaseUrl.parse(text);
    assertThat(url.jdbcUrl()).isEqualTo(text);
    assertThat(url).hasToString("h:5433/d");
  }

  @Test
  void whatTheUrlSaysWinsOverWhatIsUsual() throws Exception {
    Properties usual = new Properties();
    PGProperty.CONNECT_TIMEOUT.set(usual, 2);
    PGProperty.SOCKET_TIMEOUT.set(usual, 4);
    PGSimpleDataSource dataSource =
        DatabaseUrl.parse("postgres://us%40er:p%40ss@h:1/d?connectTimeout=7&sslmode=require")
            .dataSource(usual);
    assertThat(dataSource.getConnectTimeout()).isEqualTo(7);
    assertThat(dataSource.getSocketTimeout()).isEqualTo(4);
    assertThat(dataSource.getSslmode()).isEqualTo("require");
    assertThat(dataSource.getServerNames()).containsExactly("h");
    assertThat(dataSource.getPortNumbers()).containsExactly(1);
    assertThat(dataSource.getDatabaseName()).isEqualTo("d");
    assertThat(dataSource.getUser()).isEqualTo("us@er");
    assertThat(dataSource.getPassword()).isEqualTo("p@ss");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,5", "-1,5", "7,5"})
  void aPrepareThresholdCountsOnlyWhereItIsNone(int given, int used) {
    PGSimpleDataSource dataSource =
        DatabaseUrl.parse(
                "postgres://localhost/d?prepareThreshold=%d&defaultRowFetchSize=9".formatted(given))
            .dataSource(new Properties());
    assertThat(dataSource.getPrepareThreshold()).isEqualTo(used);
    assertThat(dataSource.getDefaultRowFetchSize()).isZero();
  }

  @Test
  void anUnknownSslmodeIsRefused() {
    assertThatThrownBy(() -> DatabaseUrl.parse("postgres://u:p@localhost/d?sslmode=verify_full"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("verify-full");
  }

  @Test
  void userAndPasswordMayBeMissing() {
    DatabaseUrl url = DatabaseUrl.parse("postgres://localhost/d");
    assertThat(url.user()).isEmpty();
    assertThat(url.password()).isEmpty();
    assertThat(url).hasToString("localhost:5432/d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hunter2",
        "mysql://u:hunter2@h/d",
        "postgres://u:hunter2@h",
        "postgres://u:hunter2@/d",
        "postgres://u:hunt@er2@h/d",
        "postgres://u:hunter2%zz@h/d",
        "postgres://u:hunter2%4",
        "postgres://u:hunter2@h:port/d",
        "jdbc:postgresql://h:hunter2/d"
      })
  void anythingElseIsRefusedWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> DatabaseUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("postgres://user:password@host:port/database")
        .message()
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://localhost/d",
        "postgres://127.0.0.1:1/d",
        "postgres://127.9.9.9/d",
        "postgres://[::1]/d",
        "jdbc:postgresql:d",
        "postgres://localhost:1,127.0.0.1:2/d"
      })
  void whatIsHereIsKnownToBeHere(String text) {
    assertThat(DatabaseUrl.parse(text).isLoopback()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://db.example/d",
        "postgres://localhost.example/d",
        "postgres://127.0.0.1.example/d",
        "postgres://localhost:1,db.example:2/d",
        "jdbc:postgresql://10.0.0.1/d"
      })
  void whatIsElsewhereIsKnownToBeElsewhere(String text) {
    assertThat(DatabaseUrl.parse(text).isLoopback()).isFalse();
  }
}
