package dev.imagevault.jdbi;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.UploadId;
import dev.imagevault.port.UploadAttempt;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** With many direct uploads, no call reads the whole table. */
@TestInstance(Lifecycle.PER_CLASS)
class UploadIndexesTest {

  private static final OwnerId OWNER = new OwnerId("7");
  private static final AnnouncedFile FILE = new AnnouncedFile("a.png", 9, Optional.empty());
  private static final Duration LIFE = Duration.ofMinutes(15);

  private TestDatabase database;
  private IndexReads reads;
  private JdbiImageRepository repository;

  @BeforeAll
  final void createDatabase() throws SQLException {
    database = TestDatabase.migrated();
    reads = new IndexReads(database);
    repository = reads.repository();
    database.execute(
        """
        insert into user_images_uploads (user_id, upload_id, file_name, file_size, status,
            next_deletion_at, expires_at)
        select n % 40, n || '-abcdefghijklmnop', 'a.png', 9,
            case when n % 50 = 0 then 'PREPARED' else 'GIVEN_UP' end,
            now() + n * interval '1 second', now() + interval '1 minute'
        from generate_series(1, 40000) n""");
    database.execute("vacuum analyze user_images_uploads");
  }

  @AfterAll
  final void dropDatabase() throws SQLException {
    database.close();
  }

  @Test
  void whatAUserPreparedIsCountedByItself() {
    assertReads("user_images_uploads_prepared", r -> r.usage(OWNER));
    assertReads("user_images_uploads_prepared", r -> r.deleteAll(new OwnerId("9")));
  }

  @Test
  void anUploadIsFoundByItsId() {
    UploadId id = new UploadId("7-abcdefghijklmnop");
    ObjectKey key = ObjectKey.incoming(OWNER, id);
    assertReads("user_images_uploads_pkey", r -> r.uploads().find(OWNER, id));
    assertReads("user_images_uploads_pkey", r -> r.uploads().isKnown(key));
    assertReads("user_images_uploads_pkey", r -> r.uploads().deleted(List.of(key)));
  }

  @Test
  void anUploadIsCompletedByItsId() {
    UploadId id = new UploadId("1-bcdefghijklmnopq");
    repository.uploads().insert(OWNER, id, FILE, LIFE, Quota.UNLIMITED);
    assertReads(
        "user_images_uploads_pkey",
        r -> {
          UploadAttempt attempt = r.uploads().begin(OWNER, id);
          r.uploads().release(attempt);
        });
  }

  @Test
  void whatIsDueIsClaimedInTheOrderOfItsTime() {
    assertReads("user_images_uploads_due", r -> r.uploads().claim(20));
  }

  private void assertReads(String index, Consumer<JdbiImageRepository> call) {
    reads.assertReads(index, call);
  }
}
