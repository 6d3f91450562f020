package dev.imagevault.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.app.Http;
import dev.imagevault.app.Pictures;
import dev.imagevault.app.faults.Deployment.Instance;
import dev.imagevault.port.ListedObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The service is killed while it renders, and while images that have variants are deleted. */
@Tag("faults")
class KilledRenderingTest {

  private static final int KILLS = 4;
  private static final int IMAGES = 5;
  private static final String CLAIMS =
      "select claim from user_images_renderings where claim is not null";
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final long seed =
      Long.getLong("imagevault.test.seed", ThreadLocalRandom.current().nextInt(1_000_000));
  private final Random random = new Random(seed);

  @Test
  void everyImageHasItsVariantsInTheEndAndNoOtherObjectIsThere() throws Exception {
    Figures.print("seed", String.valueOf(seed));
    try (Deployment deployment = new Deployment()) {
      deployment
          .with("VARIANTS", "thumb:40,display:80")
          .with("VARIANT_ENGINE", "jdk")
          .with("VARIANT_ISOLATION", "best")
          // A busy machine makes no image fail.
          .with("VARIANT_TIMEOUT", "240");
      BackEnds backEnds = deployment.backEnds();
      Set<String> claimed = new HashSet<>();
      for (int kill = 0; kill < KILLS; kill++) {
        Instance instance = deployment.start();
        Http user = new Http(instance.url(), Deployment.token("variants"));
        for (int i = 0; i < IMAGES; i++) {
          byte[] image = Pictures.noise(300 + random.nextInt(900), 300, random);
          assertThat(user.upload(image).statusCode()).isEqualTo(201);
        }
        await().atMost(PATIENCE).until(() -> !claimed.containsAll(backEnds.query(CLAIMS)));
        claimed.addAll(backEnds.query(CLAIMS));
        String first =
            backEnds.query("select id from user_images where status = 'READY' order by id").get(0);
        assertThat(user.send("DELETE", "/api/profile/images/" + first).statusCode()).isEqualTo(200);
        instance.process().kill();
      }
      Instance last = deployment.start();
      // The leases of those that were killed end, and what they had begun to put is taken up.
      backEnds.passTime(Duration.ofMinutes(11));
      await().atMost(PATIENCE).untilAsserted(() -> assertComplete(backEnds));
      // What was put and never answered could still have come.
      backEnds.passTime(backEnds.storage().latePut());
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(stored(backEnds)).isEqualTo(recorded(backEnds)));
      assertComplete(backEnds);

      Http user = new Http(last.url(), Deployment.token("variants"));
      assertThat(user.send("DELETE", "/api/profile/images?all=true").statusCode()).isEqualTo(202);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(stored(backEnds)).isEmpty());
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(recorded(backEnds)).isEmpty());
    }
    Figures.print("kills survived while rendering", String.valueOf(KILLS));
  }

  private static void assertComplete(BackEnds backEnds) throws SQLException {
    List<String> variants =
        backEnds.query(
            """
            select count(v.s3_key) filter (where v.status = 'READY') from user_images i
            left join user_images_variants v on v.user_id = i.user_id and v.image_id = i.id
            where i.status = 'READY' group by i.id""");
    assertThat(variants).hasSize(KILLS * IMAGES - KILLS).containsOnly("2");
  }

  private static Set<String> stored(BackEnds backEnds) {
    try (Stream<ListedObject> objects = backEnds.storage().list("")) {
      return objects.map(ListedObject::key).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Set<String> recorded(BackEnds backEnds) throws SQLException {
    return new TreeSet<>(
        backEnds.query(
            "select s3_key from user_images union all select s3_key from user_images_variants"));
  }
}
