package com.example.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.jdbi.Schema;
import io.micrometer.core.instrument.MeterRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.sql.DataSource;
import liquibase.integration.spring.SpringLiquibase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** What the host did before, it does beside the vault. */
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
class HostApplicationTest {

  private static final byte[] ONE_PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
                  + "RU5ErkJggg==");

  private static EmbeddedPostgres postgres;
  private static ObjectStore store;

  @Autowired private Members members;
  @Autowired private ImageVault vault;
  @Autowired private JdbcTemplate jdbc;
  @Autowired private S3AsyncClient asynchronous;
  @Autowired private ObjectMapper json;
  @Autowired private MeterRegistry meters;
  @Autowired private DataSource pool;

  @Autowired
  @Qualifier("imagevaultHealthIndicator")
  private HealthIndicator health;

  @BeforeAll
  static void startBackEnds() throws IOException {
    postgres = EmbeddedPostgres.start();
    store = new ObjectStore();
  }

  @AfterAll
  static void stopBackEnds() throws IOException {
    store.close();
    postgres.close();
  }

  @DynamicPropertySource
  static void properties(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", () -> postgres.getJdbcUrl("postgres", "postgres"));
    registry.add("spring.cloud.aws.s3.endpoint", store::endpoint);
  }

  private int images(String owner) {
    return vault.list(new OwnerId(owner), ImageCursor.NEWEST, 10).images().size();
  }

  private int rows(String name) {
    return jdbc.queryForObject("select count(*) from members where name = ?", Integer.class, name);
  }

  @Test
  void anUploadWithinATransactionIsCommittedWithItOrWithdrawn() {
    members.join("ann", ONE_PIXEL);
    assertThat(images("ann")).isEqualTo(1);
    assertThat(rows("ann")).isEqualTo(1);
    assertThatThrownBy(() -> members.join(" ", ONE_PIXEL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(images(" ")).isZero();
    assertThat(rows(" ")).isZero();
  }

  @Test
  void theHostsAsynchronousClientAndItsJsonWork() throws Exception {
    asynchronous
        .putObject(
            put -> put.bucket("documents").key("terms"),
            AsyncRequestBody.fromString(json.writeValueAsString(Map.of("version", 1))))
        .join();
    assertThat(store.objects()).containsKey("/documents/terms");
    asynchronous.deleteObject(delete -> delete.bucket("documents").key("terms")).join();
  }

  @Test
  void theHostsClientToldWhereTheStoreIsAndHealthAsksIt() {
    members.join("bob", ONE_PIXEL);
    assertThat(store.objects().keySet()).anyMatch(key -> key.startsWith("/pictures/users/bob/"));
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    assertThat(meters.counter("imagevault.uploads", "outcome", "stored").count()).isPositive();
  }

  @Test
  void liquibaseTakesASchemaThatHasTheVaultsTables() throws Exception {
    jdbc.execute("create database other");
    DataSource other = postgres.getDatabase("postgres", "other");
    assertThat(new Schema(other).migrate()).isTrue();
    SpringLiquibase liquibase = new SpringLiquibase();
    liquibase.setDataSource(other);
    liquibase.setChangeLog("classpath:db/changelog/db.changelog-master.sql");
    liquibase.setResourceLoader(new DefaultResourceLoader());
    liquibase.afterPropertiesSet();
    assertThat(new JdbcTemplate(other).queryForList("select * from members")).isEmpty();
    assertThat(new Schema(other).migrate()).isFalse();
  }

  /** As after a failover: connections of the pool live on, and change nothing. */
  @Test
  void aPoolThatCanOnlyReadIsRenewed() throws Exception {
    setReadOnly("on");
    ((HikariDataSource) pool).getHikariPoolMXBean().softEvictConnections();
    assertThatThrownBy(() -> vault.upload(new OwnerId("carl"), Upload.of(ONE_PIXEL)))
        .isInstanceOf(BackEndException.class);
    setReadOnly("off");
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(BackEndException.class)
        .until(() -> vault.upload(new OwnerId("carl"), Upload.of(ONE_PIXEL)) != null);
    // One of those that nobody has used since.
    ((HikariDataSource) pool).getHikariPoolMXBean().softEvictConnections();
  }

  /** For connections that are opened from now on. */
  private static void setReadOnly(String value) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set default_transaction_read_only = off");
      statement.execute("alter database postgres set default_transaction_read_only = " + value);
    }
  }
}
