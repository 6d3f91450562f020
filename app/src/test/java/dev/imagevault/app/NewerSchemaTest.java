package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.app.config.DatabaseUrl;
import dev.imagevault.app.service.Database;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An upgrade with a migration, and the way back: this release beside the next one's schema. */
class NewerSchemaTest {

  private static final Map<String, String> SWEEPING = Map.of("SWEEP_INTERVAL", "1");

  /** As the next release may do it: a column and an index that this one does not know. */
  private static void migrateToTheNextRelease(LocalBackEnds backEnds) throws Exception {
    backEnds.sql("alter table user_images add column album text");
    backEnds.sql("create index user_images_album on user_images (user_id, album)");
    backEnds.sql("comment on table user_images is 'imagevault schema 2'");
  }

  /** Returns the id of an image that is there afterwards. */
  private static String use(RunningService service, LocalBackEnds backEnds) throws Exception {
    Http user = service.user("7");
    String kept = Http.member(user.upload(Pictures.png(80, 60)).body(), "id");
    String deleted = Http.member(user.upload(Pictures.png(8, 8)).body(), "id");
    assertThat(listed(user)).contains("\"id\":" + kept + ",", "\"id\":" + deleted + ",");
    assertThat(user.send("DELETE", "/api/profile/images/" + deleted).statusCode()).isEqualTo(200);
    await()
        .until(() -> backEnds.count("select count(*) from user_images where id=" + deleted) == 0);
    double sweeps = sweeps(service);
    await().until(() -> sweeps(service) > sweeps);
    assertThat(service.metrics()).contains("imagevault_sweep_seconds_count{outcome=\"failed\"} 0");
    return kept;
  }

  private static String listed(Http user) throws Exception {
    return user.send("GET", "/api/profile/images").body();
  }

  private static double sweeps(RunningService service) {
    String name = "imagevault_sweep_seconds_count{outcome=\"ok\"} ";
    return service
        .metrics()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  @Test
  void thisReleaseServesWhileTheNextOneMigratesAndStartsAgainAfterIt() throws Exception {
    try (LocalBackEnds backEnds = new LocalBackEnds()) {
      String image;
      try (RunningService before = new RunningService(backEnds, SWEEPING)) {
        image = use(before, backEnds);
        migrateToTheNextRelease(backEnds);
        use(before, backEnds);
      }
      Database database =
          new Database(DatabaseUrl.parse(backEnds.environment().get("DATABASE_URL")));
      database.checkMigrated();
      assertThat(database.migrate()).isFalse();
      try (RunningService back = new RunningService(backEnds, SWEEPING)) {
        use(back, backEnds);
        assertThat(listed(back.user("7"))).contains("\"id\":" + image + ",");
      }
    }
  }
}
