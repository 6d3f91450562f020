package dev.imagevault.jdbi;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Images that wait for rendering, in the table {@code user_images_renderings}, with those of what
 * is named and of who is at work beside it.
 */
final class JdbiRenderingQueue implements RenderingQueue {

  /** What an image still lacks may be about to be made by another, or cannot be made at once. */
  static final Duration AFTER_DONE = Duration.ofSeconds(10);

  private final DatabaseCalls database;

  JdbiRenderingQueue(DatabaseCalls database) {
    this.database = database;
  }

  @Override
  public void name(Collection<VariantSpec> variants) {
    database.call("name variants", handle -> NamedVariants.name(handle, variants));
  }

  @Override
  public List<VariantSpec> named() {
    return database.call("find what variants are named", NamedVariants::read);
  }

  @Override
  public void atWork(Set<MediaType> reads, Set<Encoding> writes) {
    database.call(
        "record who renders",
        handle ->
            RenderingStatements.AT_WORK
                .update(handle)
                .bindArray("reads", String.class, types(reads))
                .bindArray("writes", String.class, NamedVariants.names(writes))
                .execute());
  }

  @Override
  public Set<Ability> abilities() {
    return database.call(
        "find who renders",
        handle ->
            RenderingStatements.ABILITIES
                .query(handle)
                .bindArray(
                    "known", String.class, NamedVariants.names(EnumSet.allOf(Encoding.class)))
                .map(
                    (row, context) ->
                        new Ability(
                            new MediaType(row.getString("mime_type")),
                            Encoding.valueOf(row.getString("encoding"))))
                .set());
  }

  @Override
  public List<Rendering> claim(
      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
    JdbiImageRepository.requireLimit(limit);
    return database.call(
        "claim images to render",
        handle -> new RenderingClaim(handle, types(reads), writes, timeout, limit).run());
  }

  private static List<String> types(Set<MediaType> types) {
    return types.stream().map(MediaType::value).toList();
  }

  @Override
  public void settle(Rendering rendering, Outcome outcome) {
    Image image = rendering.image();
    database.call(
        "settle the rendering of image " + image.id(),
        handle ->
            outcome == Outcome.DONE
                ? DatabaseCalls.inTransaction(
                    handle,
                    transaction ->
                        RenderingStatements.settleDone(
                            transaction, image, rendering.claim(), AFTER_DONE))
                : RenderingStatements.settle(handle, image, rendering.claim(), outcome));
  }

  @Override
  public Set<ImageId> failed(OwnerId owner, Collection<ImageId> images) {
    return images.isEmpty()
        ? Set.of()
        : database.call(
            "find images that cannot be rendered",
            handle ->
                RenderingStatements.FAILED
                    .query(handle)
                    .bind("user_id", owner.value())
                    .bindArray("images", Long.class, images.stream().map(ImageId::value).toList())
                    .map((row, context) -> new ImageId(row.getLong("image_id")))
                    .collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  public int retryFailed() {
    return database.call(
        "retry what cannot be rendered",
        handle -> DatabaseCalls.inTransaction(handle, RenderingStatements::retryFailed));
  }

  @Override
  public boolean fill(int limit) {
    JdbiImageRepository.requireLimit(limit);
    return database.call(
        "look for images without their variants",
        handle ->
            DatabaseCalls.inTransaction(
                handle, transaction -> ImagesWithoutVariants.ask(transaction, limit)));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Of each kind, no more than 100,000 are counted.
   */
  @Override
  public Waiting waiting() {
    return database.call("count images to render", RenderingStatements::waiting);
  }
}
