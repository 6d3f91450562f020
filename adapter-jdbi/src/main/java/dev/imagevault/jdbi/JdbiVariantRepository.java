package dev.imagevault.jdbi;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.VariantClaim;
import dev.imagevault.port.VariantRepository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Variants in the table {@code user_images_variants}. Where one takes another's place, that is a
 * short transaction; all else is one statement.
 */
final class JdbiVariantRepository implements VariantRepository {

  private final DatabaseCalls database;

  JdbiVariantRepository(DatabaseCalls database) {
    this.database = database;
  }

  @Override
  public Map<ImageId, Map<VariantName, ImageObject>> find(
      OwnerId owner, Collection<ImageId> images) {
    List<ReadyVariant> ready =
        images.isEmpty()
            ? List.of()
            : database.call(
                "find variants",
                handle ->
                    VariantStatements.FIND
                        .query(handle)
                        .bind("user_id", owner.value())
                        .bindArray(
                            "images", Long.class, images.stream().map(ImageId::value).toList())
                        .map(ReadyVariant::read)
                        .list());
    Map<ImageId, Map<VariantName, ImageObject>> found = new HashMap<>();
    for (ReadyVariant each : ready) {
      found.computeIfAbsent(each.image(), id -> new TreeMap<>()).put(each.name(), each.object());
    }
    return found;
  }

  private record ReadyVariant(ImageId image, VariantName name, ImageObject object) {

    static ReadyVariant read(ResultSet row, StatementContext context) throws SQLException {
      return new ReadyVariant(
          new ImageId(row.getLong("image_id")),
          new VariantName(row.getString("name")),
          ImageRow.object(row));
    }
  }

  @Override
  public Optional<Variant> insert(Rendering rendering, VariantSpec spec, ImageObject object) {
    Image image = rendering.image();
    Variant variant = new Variant(image.owner(), image.id(), spec, object, ImageStatus.PENDING);
    return database.call(
        "record a variant of image " + image.id(),
        handle ->
            DatabaseCalls.inTransaction(
                handle,
                transaction ->
                    of(variant, transaction.createQuery(VariantStatements.LOCK_RENDERING))
                        .bind("claim", rendering.claim())
                        .mapTo(boolean.class)
                        .findOne()
                        .map(locked -> insert(transaction, variant))));
  }

  private static Variant insert(Handle transaction, Variant variant) {
    replace(transaction, VariantStatements.REPLACE_PENDING, variant);
    ImageObject object = variant.object();
    of(variant, transaction.createUpdate(VariantStatements.INSERT))
        .bind("name", variant.spec().name().value())
        .bind("edge", variant.spec().rendition().edge())
        .bind("encoding", variant.spec().rendition().encoding().name())
        .bind("mime_type", object.mediaType().value())
        .bind("file_size", object.size())
        .bind("width", object.width())
        .bind("height", object.height())
        .execute();
    return variant;
  }

  private static void replace(Handle transaction, String replace, Variant by) {
    of(by, transaction.createUpdate(replace)).bind("name", by.spec().name().value()).execute();
  }

  @Override
  public boolean publish(Variant variant) {
    return database.call(
        "publish a variant of image " + variant.image(),
        handle ->
            DatabaseCalls.inTransaction(handle, transaction -> publish(transaction, variant)));
  }

  private static boolean publish(Handle transaction, Variant variant) {
    Optional<ImageStatus> status =
        of(variant, transaction.createQuery(VariantStatements.LOCK))
            .mapTo(ImageStatus.class)
            .findOne();
    if (status.equals(Optional.of(ImageStatus.PENDING))) {
      replace(transaction, VariantStatements.REPLACE_READY, variant);
      return of(variant, transaction.createUpdate(VariantStatements.PUBLISH)).execute() == 1;
    }
    return status.equals(Optional.of(ImageStatus.READY));
  }

  @Override
  public void withdraw(Variant variant, boolean putIsOver) {
    database.call(
        "withdraw a variant of image " + variant.image(),
        handle ->
            of(variant, VariantStatements.WITHDRAW.update(handle))
                .bind("put_is_over", putIsOver)
                .execute());
  }

  @Override
  public List<VariantClaim> claimUnfinished(Duration olderThan, Duration latePut, int limit) {
    JdbiImageRepository.requireLimit(limit);
    return database.call(
        "claim unfinished variants",
        handle -> VariantClaims.unfinished(handle, olderThan, latePut, limit));
  }

  @Override
  public List<VariantClaim> claimAllOf(Collection<Image> images, Duration latePut) {
    return images.isEmpty()
        ? List.of()
        : database.call(
            "claim all variants of images", handle -> VariantClaims.allOf(handle, images, latePut));
  }

  @Override
  public void remove(Collection<Variant> variants) {
    if (variants.isEmpty()) {
      return;
    }
    // All lock rows in one order, so that two at once do not wait for each other.
    List<Variant> inOrder =
        variants.stream().sorted(Comparator.comparing(v -> v.object().key())).toList();
    database.call(
        "remove variants",
        handle ->
            VariantStatements.REMOVE
                .update(handle)
                .bindArray(
                    "owners", String.class, inOrder.stream().map(v -> v.owner().value()).toList())
                .bindArray(
                    "numbers", Long.class, inOrder.stream().map(v -> v.image().value()).toList())
                .bindArray(
                    "keys",
                    String.class,
                    inOrder.stream().map(v -> v.object().key().value()).toList())
                .execute());
  }

  @Override
  public boolean retire(int limit) {
    JdbiImageRepository.requireLimit(limit);
    return database.call(
            "retire variants",
            handle -> VariantStatements.RETIRE.update(handle).bind("limit", limit).execute())
        == limit;
  }

  @Override
  public void lose(Variant variant) {
    database.call(
        "lose a variant of image " + variant.image(),
        handle -> of(variant, VariantStatements.LOSE.update(handle)).execute());
  }

  @Override
  public List<Variant> pageByKey(String after, int limit) {
    JdbiImageRepository.requireLimit(limit);
    return database.call(
        "list variants by key",
        handle ->
            VariantStatements.PAGE_BY_KEY
                .query(handle)
                .bind("after", after)
                .bind("limit", limit)
                .map(VariantColumns::read)
                .list());
  }

  @Override
  public Optional<Variant> findByKey(ObjectKey key) {
    return database.call(
        "find a variant by its key",
        handle ->
            VariantStatements.FIND_BY_KEY
                .query(handle)
                .bind("user_id", key.owner().value())
                .bind("s3_key", key.value())
                .map(VariantColumns::read)
                .findOne());
  }

  private static <S extends SqlStatement<S>> S of(Variant variant, S statement) {
    return statement
        .bind("user_id", variant.owner().value())
        .bind("image_id", variant.image().value())
        .bind("s3_key", variant.object().key().value());
  }
}
