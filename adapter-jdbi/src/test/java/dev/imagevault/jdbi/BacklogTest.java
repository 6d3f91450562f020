package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.port.Backlog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacklogTest {

  private static final OwnerId OWNER = new OwnerId("7");

  @Test
  void theBacklogIsAllThatIsNotReady() throws Exception {
    try (TestDatabase database = TestDatabase.migrated()) {
      JdbiImageRepository repository = new JdbiImageRepository(database.source());
      assertThat(repository.backlog()).isEqualTo(new Backlog(0, 0, Duration.ZERO));
      insert(repository);
      insert(repository);
      repository.publish(OWNER, insert(repository));
      ImageId id = insert(repository);
      repository.publish(OWNER, id);
      Image deleted = repository.delete(OWNER, id).orElseThrow();
      database.execute(
          "update user_images set updated_at = now() - interval '1 hour' where id = " + id);
      Backlog backlog = repository.backlog();
      assertThat(backlog.pending()).isEqualTo(2);
      assertThat(backlog.deleting()).isEqualTo(1);
      assertThat(backlog.oldest()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(70));
      repository.remove(List.of(deleted));
      assertThat(repository.backlog().deleting()).isZero();
      assertThat(repository.backlog().oldest()).isLessThan(Duration.ofMinutes(10));
    }
  }

  private static ImageId insert(JdbiImageRepository repository) {
    return repository.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED).id();
  }
}
