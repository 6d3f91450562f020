package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code render}, beside a {@code serve} that makes no variants itself. */
class RenderProcessTest {

  private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

  private static final String CLAIMED = "select count(claim) from user_images_renderings";
  private static final String TRIES = "select coalesce(sum(tries), 0) from user_images_renderings";

  @TempDir private Path directory;

  private ServeProcesses processes;
  private Path elsewhere;

  @BeforeEach
  void start() throws Exception {
    processes = new ServeProcesses(directory);
    elsewhere = Files.createDirectory(directory.resolve("render"));
  }

  @AfterEach
  void stop() throws Exception {
    processes.close();
  }

  private Map<String, String> serve() {
    Map<String, String> environment = processes.environment();
    environment.put("VARIANTS", "thumb:40,display:80");
    environment.put("VARIANT_WORKERS", "0");
    return environment;
  }

  private Map<String, String> render() {
    Map<String, String> environment = new HashMap<>(processes.storeCredentials());
    for (String name :
        List.of("HOST", "DATABASE_URL", "AWS_REGION", "AWS_S3_BUCKET", "AWS_ENDPOINT_URL_S3")) {
      environment.put(name, processes.environment().get(name));
    }
    environment.put("VARIANT_ENGINE", "jdk");
    environment.put("VARIANT_ISOLATION", "best");
    return environment;
  }

  private static VariantUser user(Child serve) {
    return new VariantUser(Http.of(ServeProcesses.url(serve), ServeProcesses.SECRET, "7"));
  }

  private static void awaitWork(Child render) {
    render.awaitOutput("(imagevault makes variants)");
  }

  @Test
  void itMakesWhatServeNamesAndEndsWithZero() throws Exception {
    Map<String, String> environment = render();
    environment.put("ADMIN_PORT", "0");
    // It waits for whoever migrates.
    try (Child render = Child.start(elsewhere, environment, "render")) {
      String admin = render.awaitOutput("/metrics and /health on (http://\\S+)");
      await().until(() -> render.err().contains("lacks migrations"));
      assertThat(ServeProcesses.ready(admin)).startsWith("503");
      try (Child serve = processes.start(serve())) {
        VariantUser user = user(serve);
        String image = user.upload(Pictures.png(120, 60));
        awaitWork(render);
        user.awaitVariant(image, "thumb", "ready");
        await().until(() -> ServeProcesses.ready(admin), answer -> answer.startsWith("200"));
        assertThat(new String(Http.get(admin + "/metrics").body()))
            .contains("imagevault_rendering_seconds_count{engine=\"jdk\",format=\"png\"} 1");
        assertThat(serve.err()).doesNotContain("variants are made here");
        try (Child erase = Child.start(directory, serve(), "erase", "--user", "7")) {
          assertThat(erase.exitCode()).as(erase.err()).isZero();
          assertThat(erase.out()).contains("1 image of user 7 deleted", "objects are gone");
        }
        assertThat(processes.number("select count(*) from user_images_variants")).isZero();
      }
      assertThat(render.terminate().exitCode()).isZero();
      assertThat(render.err().lines()).allMatch(line -> line.startsWith("{"));
    }
  }

  @Test
  void itRefusesToKnowTheSecretsOfServe() throws Exception {
    Map<String, String> environment = render();
    environment.put("JWT_SECRET", ServeProcesses.SECRET);
    environment.put("CLOUDFRONT_PRIVATE_KEY_FILE", "/none");
    try (Child render = Child.start(elsewhere, environment, "render");
        // Its .env has a secret of tokens.
        Child inDirectoryOfServe = Child.start(directory, render(), "render")) {
      assertThat(render.exitCode()).isEqualTo(2);
      assertThat(render.err())
          .contains("JWT_SECRET is set", "CLOUDFRONT_PRIVATE_KEY_FILE is set")
          .doesNotContain(ServeProcesses.SECRET);
      assertThat(inDirectoryOfServe.exitCode()).isEqualTo(2);
      assertThat(inDirectoryOfServe.err()).contains("JWT_SECRET is set");
    }
  }

  @Test
  void theDocumentedRightsSufficeAndAllowNothingElse() throws Exception {
    try (Child migrate = processes.migrate(processes.environment().get("DATABASE_URL"))) {
      assertThat(migrate.exitCode()).isZero();
    }
    Matcher sql = SQL.matcher(Files.readString(Path.of("deploy/README.md")));
    assertThat(sql.find()).isTrue();
    String role = "render_" + processes.databaseName().replace('-', '_');
    processes.sql(sql.group(1).replace("imagevault_render", role).replace("PASSWORD", "p"));
    String url = processes.databaseUrl(role, "p");
    try (Child serve = processes.start(serve())) {
      VariantUser user = user(serve);
      String image = user.upload(Pictures.png(120, 60));
      Map<String, String> environment = render();
      environment.put("DATABASE_URL", url);
      try (Child render = Child.start(elsewhere, environment, "render", "--retry-failed")) {
        awaitWork(render);
        user.awaitVariant(image, "thumb", "ready");
        user.awaitVariant(image, "display", "ready");
        user.delete(user.upload(Pictures.png(60, 60)));
        assertThat(render.terminate().exitCode()).isZero();
        assertThat(render.err()).doesNotContain("permission denied");
      }
      for (String forbidden :
          List.of(
              "delete from user_images",
              "update user_images set status = 'DELETING'",
              "update user_images set user_id = '8'",
              "insert into user_images default values",
              "delete from user_images_variants",
              "insert into user_images_named_variants values ('x', 16, 'BEST')",
              "drop table user_images_renderers",
              "truncate user_images_renderings")) {
        assertThatThrownBy(() -> Servers.execute(url, forbidden))
            .as(forbidden)
            .isInstanceOf(SQLException.class)
            .hasMessageMatching("(?s).*(permission denied|must be owner).*");
      }
    } finally {
      processes.sql("drop owned by " + role + "; drop role " + role);
    }
  }

  @Test
  void whoeverIsStoppedOrKilledLeavesItsImageToTheNext() throws Exception {
    try (Child serve = processes.start(serve())) {
      VariantUser user = user(serve);
      Map<String, String> environment = render();
      // More than are rendered until the first two of them are stopped.
      List<String> images = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        images.add(user.upload(Pictures.noise(1000, 1000, new Random(i))));
      }
      try (Child stopped = Child.start(elsewhere, environment, "render")) {
        awaitWork(stopped);
        await().until(() -> processes.number(CLAIMED), claimed -> claimed > 0);
        assertThat(stopped.terminate().exitCode()).isZero();
        assertThat(processes.number(CLAIMED)).isZero();
        assertThat(processes.number(TRIES)).isZero();
      }
      try (Child killed = Child.start(elsewhere, environment, "render")) {
        awaitWork(killed);
        await().until(() -> processes.number(CLAIMED), claimed -> claimed > 0);
        killed.kill();
      }
      // Its lease ends.
      processes.sql(
          "update user_images_renderings set next_attempt_at = now() where claim is not null");
      try (Child next = Child.start(elsewhere, environment, "render")) {
        awaitWork(next);
        for (String image : images) {
          user.awaitVariant(image, "thumb", "ready");
        }
        assertThat(processes.number(TRIES)).isZero();
      }
    }
  }
}
