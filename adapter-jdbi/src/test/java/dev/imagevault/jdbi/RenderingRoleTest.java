package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A role that only renders, with the rights that the README lists. */
class RenderingRoleTest {

  private static final OwnerId OWNER = new OwnerId("1");
  private static final VariantSpec THUMB = VariantSpec.parse("thumb:400");
  private static final Set<MediaType> READS = Set.of(ImageFormat.PNG.mediaType());
  private static final Set<Encoding> WRITES = Set.of(Encoding.BEST);

  @Test
  void itMakesVariantsAndChangesNoImage() throws Exception {
    try (TestDatabase database = TestDatabase.migrated()) {
      PGSimpleDataSource role = database.stranger("");
      for (String grant : grants()) {
        database.execute(grant.replace("thumbnails", role.getUser()));
      }
      JdbiImageRepository images = new JdbiImageRepository(database.dataSource());
      Image image = images.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
      images.publish(OWNER, image.id());
      JdbiImageRepository renderer = new JdbiImageRepository(role);
      render(renderer);
      assertThat(images.variants().find(OWNER, List.of(image.id()))).hasSize(1);
      assertRefused(() -> renderer.delete(OWNER, image.id()));
      assertRefused(() -> renderer.publish(OWNER, image.id()));
      assertRefused(() -> renderer.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED));
      assertThat(images.find(OWNER, image.id())).isPresent();
    }
  }

  private static void render(JdbiImageRepository renderer) {
    RenderingQueue queue = renderer.renderings();
    queue.name(List.of(THUMB));
    queue.atWork(READS, WRITES);
    while (queue.fill(100)) {}
    Rendering rendering = queue.claim(READS, WRITES, Duration.ofSeconds(30), 1).get(0);
    Variant withdrawn =
        renderer.variants().insert(rendering, THUMB, Images.variantOf(OWNER)).orElseThrow();
    renderer.variants().withdraw(withdrawn, true);
    Variant variant =
        renderer.variants().insert(rendering, THUMB, Images.variantOf(OWNER)).orElseThrow();
    assertThat(renderer.variants().publish(variant)).isTrue();
    queue.settle(rendering, Outcome.DONE);
    assertThat(queue.waiting().images()).isZero();
    assertThat(queue.retryFailed()).isZero();
    renderer.ping();
  }

  private static void assertRefused(Runnable call) {
    assertThatExceptionOfType(BackEndException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.REFUSED));
  }

  private static List<String> grants() throws Exception {
    Matcher block =
        Pattern.compile("```sql\n(grant [^`]* to thumbnails;\n)```")
            .matcher(Files.readString(Path.of("README.md")));
    assertThat(block.find()).isTrue();
    return List.of(block.group(1).split(";\n"));
  }
}
