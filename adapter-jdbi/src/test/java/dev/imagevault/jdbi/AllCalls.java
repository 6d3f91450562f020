package dev.imagevault.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.VariantRepository;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Every statement that serving needs. */
final class AllCalls {

  private static final Duration LATE_PUT = Duration.ofMinutes(16);

  private AllCalls() {}

  /** Returns an image that is there afterwards, with a variant. */
  static Image make(JdbiImageRepository repository, OwnerId owner) {
    Image kept =
        repository
            .publish(
                owner, repository.insert(Images.of(owner, ImageFormat.GIF), Quota.UNLIMITED).id())
            .orElseThrow();
    Image deleted =
        repository
            .publish(
                owner, repository.insert(Images.of(owner, ImageFormat.PNG), Quota.UNLIMITED).id())
            .orElseThrow();
    repository.delete(owner, deleted.id());
    repository.claimUnfinished(JdbiImageRepository.STATEMENT_TIMEOUT, LATE_PUT, 10);
    repository.remove(List.of(deleted));
    assertThat(repository.find(owner, kept.id())).contains(kept);
    assertThat(repository.findByKey(kept.original().key())).contains(kept);
    assertThat(repository.pageByKey("", 1000)).contains(kept);
    makeVariants(repository, kept);
    return kept;
  }

  private static void makeVariants(JdbiImageRepository repository, Image image) {
    RenderingQueue queue = repository.renderings();
    VariantRepository variants = repository.variants();
    VariantSpec spec = VariantSpec.parse("thumb:400");
    Set<MediaType> reads = Set.of(image.original().mediaType());
    queue.name(List.of(spec));
    queue.atWork(reads, Set.of(Encoding.BEST));
    assertThat(queue.named()).contains(spec);
    assertThat(queue.abilities()).isNotEmpty();
    while (queue.fill(1000)) {}
    for (Rendering each : queue.claim(reads, Set.of(Encoding.BEST), Duration.ofSeconds(30), 9)) {
      for (VariantSpec missing : each.missing()) {
        ImageObject object = Images.variantOf(each.image().owner());
        assertThat(variants.publish(variants.insert(each, missing, object).orElseThrow())).isTrue();
      }
      queue.settle(each, Outcome.DONE);
    }
    assertThat(queue.waiting().images()).isZero();
    assertThat(queue.failed(image.owner(), List.of(image.id()))).isEmpty();
    assertThat(queue.retryFailed()).isZero();
    assertThat(variants.find(image.owner(), List.of(image.id()))).isNotEmpty();
    Variant first = variants.pageByKey("", 1).get(0);
    assertThat(variants.findByKey(first.object().key())).contains(first);
    variants.withdraw(first, true);
    variants.lose(first);
    assertThat(variants.retire(9)).isFalse();
    variants.claimUnfinished(Duration.ofMinutes(10), LATE_PUT, 9);
    variants.claimAllOf(List.of(image), LATE_PUT);
    variants.remove(List.of(first));
  }
}
