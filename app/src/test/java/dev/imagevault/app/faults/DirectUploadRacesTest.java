package dev.imagevault.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.Completion;
import dev.imagevault.ImageVault;
import dev.imagevault.app.Pictures;
import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedPut;
import dev.imagevault.domain.UploadId;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.ListedObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Completing races with whatever else happens to an upload, in PostgreSQL and over S3. */
class DirectUploadRacesTest {

  private static final int ROUNDS = 15;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration LATE = Duration.ofMinutes(20);

  private static final ExecutorService THREADS = Executors.newCachedThreadPool();
  private static BackEnds backEnds;
  private static ImageVault vault;
  private static byte[] file;

  @BeforeAll
  static void create() throws Exception {
    backEnds = BackEnds.create();
    file = Pictures.png(3, 4);
    JdbiImageRepository images = backEnds.repository();
    vault =
        ImageVault.builder()
            .storage(backEnds.storage())
            .urls(new InMemoryUrlSigner())
            .records(images)
            .uploadRecords(images.uploads())
            .uploadUrls(
                (key, announced, life) ->
                    new SignedPut("https://store.invalid/", Map.of(), Instant.now().plus(life)))
            .build();
  }

  @AfterAll
  static void drop() throws Exception {
    THREADS.shutdown();
    backEnds.close();
  }

  @Test
  void ofManyCompletionsOneMakesTheImage() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      OwnerId owner = new OwnerId("itself-" + round);
      UploadId id = sent(owner);
      Callable<Object> complete = () -> vault.complete(owner, Completion.of(id)).id();
      List<Object> outcomes = race(List.of(complete, complete, complete));
      List<Image> images = vault.all(owner).toList();
      assertThat(images).hasSize(1);
      assertThat(outcomes).contains(images.get(0).id());
      assertThat(outcomes.stream().filter(outcome -> !(outcome instanceof String)))
          .containsOnly(images.get(0).id());
      assertThat(outcomes.stream().filter(outcome -> outcome instanceof String))
          .allMatch(outcome -> outcome.equals("UPLOAD_IN_PROGRESS"));
      assertThat(complete.call()).isEqualTo(images.get(0).id());
    }
    nothingIsLeftBut(ROUNDS);
  }

  @Test
  void whatMeetsDeletingAllIsGone() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      OwnerId owner = new OwnerId("all-" + round);
      UploadId id = sent(owner);
      List<Object> outcomes =
          race(
              List.of(
                  () -> vault.complete(owner, Completion.of(id)).id(),
                  () -> vault.deleteAll(owner)));
      assertThat(vault.all(owner)).as(outcomes.toString()).isEmpty();
      if (outcomes.get(0) instanceof String refusal) {
        assertThat(refusal).isIn("WITHDRAWN", "UploadNotFoundException");
        assertThat(outcomes.get(1)).isEqualTo(0);
      }
    }
    nothingIsLeftBut(0);
  }

  @Test
  void whatMeetsItsExpiryIsAnImageOrGone() throws Exception {
    int stored = 0;
    for (int round = 0; round < ROUNDS; round++) {
      OwnerId owner = new OwnerId("expiry-" + round);
      UploadId id = sent(owner);
      List<Object> outcomes =
          race(
              List.of(
                  () -> vault.complete(owner, Completion.of(id)).id(),
                  () -> {
                    backEnds.passTime(Duration.ofMinutes(32));
                    return vault.sweep();
                  }));
      List<Image> images = vault.all(owner).toList();
      if (outcomes.get(0) instanceof String) {
        assertThat(images).as(outcomes.toString()).isEmpty();
      } else {
        assertThat(images).as(outcomes.toString()).hasSize(1);
        stored++;
      }
    }
    nothingIsLeftBut(stored);
  }

  /** Returns an upload whose file is in the store. */
  private static UploadId sent(OwnerId owner) {
    UploadId id =
        vault.prepare(owner, new AnnouncedFile("a.png", file.length, Optional.empty())).id();
    backEnds
        .storage()
        .put(ObjectKey.incoming(owner, id), new MediaType("image/x"), ImageBytes.of(file), TIMEOUT);
    return id;
  }

  /** Returns what became of each: its result, or the reason why it was refused. */
  private static List<Object> race(List<Callable<Object>> all) throws Exception {
    CyclicBarrier start = new CyclicBarrier(all.size());
    List<Future<Object>> running = new ArrayList<>();
    for (Callable<Object> one : all) {
      running.add(
          THREADS.submit(
              () -> {
                start.await();
                try {
                  return one.call();
                } catch (ImageConflictException e) {
                  return e.reason().name();
                } catch (ImageException e) {
                  return e.getClass().getSimpleName();
                }
              }));
    }
    List<Object> outcomes = new ArrayList<>();
    for (Future<Object> one : running) {
      outcomes.add(one.get(1, TimeUnit.MINUTES));
    }
    return outcomes;
  }

  private static void nothingIsLeftBut(int images) throws Exception {
    for (int sweep = 0; sweep < 3; sweep++) {
      backEnds.passTime(LATE);
      vault.sweep();
    }
    try (Stream<ListedObject> objects = backEnds.storage().list("")) {
      assertThat(objects.map(ListedObject::key))
          .hasSize(images)
          .allMatch(key -> key.startsWith("users/"));
    }
    assertThat(backEnds.query("select id from user_images where status <> 'READY'")).isEmpty();
    for (String user : backEnds.query("select distinct user_id from user_images")) {
      vault.deleteAll(new OwnerId(user));
    }
    backEnds.passTime(LATE);
    vault.sweep();
  }
}
