package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.VariantClaim;
import dev.imagevault.port.VariantRepository;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Encodings that not everybody writes, those of a later release included. */
class LaterEncodingTest {

  private static final Duration LATE_PUT = Duration.ofMinutes(16);
  private static final OwnerId OWNER = new OwnerId("1");
  private static final VariantSpec THUMB = VariantSpec.parse("thumb:400");
  private static final VariantSpec WEBP = VariantSpec.parse("web:400:webp");
  private static final Set<MediaType> READS = Set.of(ImageFormat.PNG.mediaType());

  private TestDatabase database;
  private JdbiImageRepository images;
  private VariantRepository variants;
  private RenderingQueue queue;

  @BeforeEach
  void createDatabase() throws SQLException {
    database = TestDatabase.migrated();
    images = new JdbiImageRepository(database.dataSource());
    variants = images.variants();
    queue = images.renderings();
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    database.close();
  }

  @Test
  void whatOthersHaveToWriteIsPassedOverInOneCall() throws SQLException {
    queue.name(List.of(THUMB, WEBP));
    ImageId oldest = ready().id();
    List<ImageId> webp = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ready();
      Rendering rendering = claim(Set.of(Encoding.BEST, Encoding.WEBP));
      webp.add(0, rendering.image().id());
      publish(rendering, THUMB);
    }
    database.execute("update user_images_renderings set next_attempt_at = now()");
    assertThat(claim(Set.of(Encoding.BEST, Encoding.JPEG)).image().id()).isEqualTo(oldest);
    for (ImageId each : webp) {
      Rendering rendering = claim(Set.of(Encoding.values()));
      assertThat(rendering.image().id()).isEqualTo(each);
      assertThat(rendering.missing()).containsExactly(WEBP);
    }
  }

  @Test
  void whatALaterReleaseNamesIsLeftToIt() throws SQLException {
    queue.name(List.of(THUMB));
    database.execute(
        "insert into user_images_named_variants (name, edge, encoding) values ('hdr', 9, 'JXL')");
    database.execute(
        "insert into user_images_renderers (mime_type, encoding) values ('image/png', 'JXL')");
    assertThat(queue.named()).containsExactly(THUMB);
    assertThat(queue.abilities()).isEmpty();
    ready();
    Rendering rendering = claim(Set.of(Encoding.values()));
    assertThat(rendering.missing()).containsExactly(THUMB);
    publish(rendering, THUMB);
    queue.settle(rendering, Outcome.DONE);
    assertThat(queue.waiting().images()).isEqualTo(1);
    assertThat(database.strings("select state from user_images_renderings"))
        .containsExactly("JXL_WANTED");
    database.passTime("public", Duration.ofMinutes(1));
    assertThat(queue.claim(READS, Set.of(Encoding.values()), Duration.ZERO, 1)).isEmpty();
  }

  @Test
  void aVariantOfALaterReleaseIsSweptAllTheSame() throws SQLException {
    queue.name(List.of(THUMB));
    ready();
    Variant variant = publish(claim(Set.of(Encoding.BEST)), THUMB);
    database.execute("update user_images_variants set encoding = 'JXL', mime_type = 'image/jxl'");
    assertThat(variants.pageByKey("", 9)).hasSize(1);
    variants.lose(variant);
    List<VariantClaim> claims = variants.claimUnfinished(Duration.ofMinutes(10), LATE_PUT, 9);
    variants.remove(claims.stream().map(VariantClaim::variant).toList());
    assertThat(variants.findByKey(variant.object().key())).isEmpty();
  }

  private Image ready() {
    Image image = images.insert(Images.of(OWNER, ImageFormat.PNG), Quota.UNLIMITED);
    return images.publish(OWNER, image.id()).orElseThrow();
  }

  private Rendering claim(Set<Encoding> writes) {
    List<Rendering> claims = queue.claim(READS, writes, Duration.ofSeconds(30), 1);
    assertThat(claims).hasSize(1);
    return claims.get(0);
  }

  private Variant publish(Rendering rendering, VariantSpec spec) {
    Variant variant = variants.insert(rendering, spec, Images.variantOf(OWNER)).orElseThrow();
    assertThat(variants.publish(variant)).isTrue();
    return variant;
  }
}
