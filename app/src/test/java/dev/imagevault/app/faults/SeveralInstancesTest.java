package dev.imagevault.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.app.faults.Deployment.Instance;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Instances that share a database and a bucket, and sweep both at the same time. */
@Tag("faults")
class SeveralInstancesTest {

  /** Fewer than a batch. */
  private static final int DELETED = 600;

  /** Few, since each lease is of some ten seconds: enough for them on a busy machine. */
  private static final int ABANDONED = 30;

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Pattern REMOVED = Pattern.compile("\"removed\":\"?(\\d+)");

  /**
   * Images of this status, all of them due.
   *
   * @param attempts how often they were taken up before: the more often, the longer the next lease
   */
  private static String unfinished(String status, int attempts, int count) {
    return """
        insert into user_images (user_id, s3_key, original_name, mime_type, file_size, width,
            height, sha256, status, attempts, next_attempt_at, put_started_at, created_at)
        select 'several', 'users/several/images/' || i || '-' || md5('%1$s' || i) || '.png',
            'a.png', 'image/png', 1, 1, 1, repeat('0', 64), '%1$s', %2$d,
            case when '%1$s' = 'DELETING' then now() end,
            now() - interval '1 day',
            now() - interval '1 day'
        from generate_series(1, %3$d) as i"""
        .formatted(status, attempts, count);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void eachUnfinishedImageIsTakenUpByOneInstance() throws Exception {
    try (Deployment deployment = new Deployment().with("SWEEP_DELAY", "600")) {
      List<Instance> instances = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        instances.add(deployment.start());
      }
      deployment.backEnds().execute(unfinished("PENDING", 0, ABANDONED));
      awaitNothingUnfinished(deployment);
      // Leases of two minutes: enough for a batch, however busy the machine is.
      deployment.backEnds().execute(unfinished("DELETING", 4, DELETED));
      awaitNothingUnfinished(deployment);
      List<Integer> shares = new ArrayList<>();
      for (Instance instance : instances) {
        assertThat(instance.process().terminate().exitCode()).isZero();
        shares.add(
            REMOVED
                .matcher(instance.process().err())
                .results()
                .mapToInt(removed -> Integer.parseInt(removed.group(1)))
                .sum());
      }
      Figures.print("removed by each instance", shares.toString());
      // What two had taken up would count twice.
      assertThat(shares.stream().mapToInt(share -> share).sum()).isEqualTo(ABANDONED + DELETED);
    }
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void whatADeadInstanceHadTakenUpIsTakenUpByAnother() throws Exception {
    try (Deployment deployment = new Deployment()) {
      Instance dying = deployment.start();
      deployment.storeWire().begin(Fault.held().only("POST"));
      deployment
          .backEnds()
          .execute(unfinished("PENDING", 0, 10) + ";" + unfinished("DELETING", 0, 10));
      await().atMost(PATIENCE).until(() -> deployment.storeWire().befallen() > 0);
      dying.process().kill();
      assertThat(deployment.backEnds().query("select attempts from user_images"))
          .hasSize(20)
          .doesNotContain("0");
      deployment.storeWire().end();
      Instance unused = deployment.start();
      awaitNothingUnfinished(deployment);
    }
  }

  private static void awaitNothingUnfinished(Deployment deployment) {
    await()
        .atMost(PATIENCE)
        .ignoreException(SQLException.class)
        .until(() -> deployment.backEnds().query("select id from user_images").isEmpty());
  }
}
