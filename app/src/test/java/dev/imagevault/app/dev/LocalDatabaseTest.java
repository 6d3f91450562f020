package dev.imagevault.app.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.app.process.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One data directory through its life: a new one takes some seconds. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalDatabaseTest {

  @TempDir private static Path parent;

  private static DataDirectory directory;

  @BeforeAll
  static void open() {
    directory = DataDirectory.open(parent.resolve("data"));
  }

  @AfterAll
  static void close() {
    directory.close();
  }

  private static String ask(LocalDatabase database, String sql) throws SQLException {
    String[] uri = database.url().split("[/:@]+");
    String jdbc = "jdbc:postgresql://" + uri[3] + ":" + uri[4] + "/" + uri[5];
    try (Connection connection = DriverManager.getConnection(jdbc, uri[1], uri[2]);
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet result = statement.getResultSet()) {
        result.next();
        return result.getString(1);
      }
    }
  }

  @Test
  @Order(1)
  void aHalfMadeDirectoryIsMadeAnewAndTheServerIsDurable() throws Exception {
    Path half = Files.createDirectories(directory.path().resolve("postgres.new/base"));
    Files.writeString(half.resolve("PG_VERSION"), "18");
    try (LocalDatabase database = LocalDatabase.start(directory)) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        assertThat(ask(database, "show " + setting)).as(setting).isEqualTo("on");
      }
      assertThat(ask(database, "show server_version_num")).startsWith("18");
      assertThat(ask(database, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(ask(database, "show unix_socket_directories")).isEmpty();
      ask(database, "create table kept as select 1");
    }
    assertThat(directory.path().resolve("postgres/postmaster.pid")).doesNotExist();
  }

  @Test
  @Order(2)
  void aStrangerWithoutThePasswordIsRefused() throws Exception {
    try (LocalDatabase database = LocalDatabase.start(directory)) {
      String jdbc = database.url().replaceFirst("postgres://[^@]*@", "jdbc:postgresql://");
      assertThatThrownBy(() -> DriverManager.getConnection(jdbc, "postgres", "guess").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  @Order(3)
  void aServerThatAKilledProcessLeftIsReplacedWithItsData() throws Exception {
    LocalDatabase forgotten = LocalDatabase.start(directory);
    ask(forgotten, "insert into kept values (2)");
    long pid = pid();
    try (LocalDatabase database = LocalDatabase.start(directory)) {
      // Where nobody collects it, what remains of it has no command line.
      assertThat(ProcessHandle.of(pid).flatMap(left -> left.info().commandLine())).isEmpty();
      assertThat(ask(database, "select sum(\"?column?\") from kept")).isEqualTo("3");
    }
  }

  private static long pid() throws IOException {
    Path file = directory.path().resolve("postgres/postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).get(0).strip());
  }

  @Test
  @Order(4)
  void aPidFileThatNamesAnotherProcessIsStaleAndThatProcessLives() throws Exception {
    Process bystander = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(
          directory.path().resolve("postgres/postmaster.pid"),
          bystander.pid() + "\n" + directory.path().resolve("postgres") + "\n");
      try (LocalDatabase database = LocalDatabase.start(directory)) {
        assertThat(ask(database, "select 'up'")).isEqualTo("up");
      }
      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  @Order(5)
  void whyItDoesNotStartIsSaid() throws Exception {
    Path version = directory.path().resolve("postgres/PG_VERSION");
    Files.writeString(version, "9\n");
    try {
      assertThatThrownBy(() -> LocalDatabase.start(directory))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("PostgreSQL does not start")
          .hasMessageContaining("FATAL")
          .message()
          .doesNotContain("\n");
    } finally {
      Files.writeString(version, "18\n");
    }
  }
}
