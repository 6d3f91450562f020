package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OriginalName;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.domain.UploadGivenUpException;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.format.CheckedImage;
import dev.imagevault.format.ImageChecker;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UrlSigner;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The use cases of private images: upload, list, show, delete; and the sweep that finishes what a
 * crash or a fault left undone.
 *
 * <p>It starts no thread: whoever embeds it calls {@link #sweep} about once a minute, in every
 * process. Thread-safe; any number of processes may share one store and one repository.
 *
 * <pre>{@code
 * ImageVault vault =
 *     new ImageVault(storage, signer, repository, VaultPolicy.DEFAULT, Clock.systemUTC());
 * Image image = vault.upload(new OwnerId("42"), "cat.jpg", bytes);
 * String url = vault.sign(image).url();
 * }</pre>
 *
 * <p>Every failure is an {@link ImageException}.
 */
public final class ImageVault {

  /** How long an object may take to go at once; the sweep finishes what takes longer. */
  private static final Duration EAGER_DELETE_TIMEOUT = Duration.ofSeconds(2);

  private final ImageStorage storage;
  private final Optional<EdgeInvalidation> edge;
  private final UrlSigner signer;
  private final ImageRepository repository;
  private final VaultPolicy policy;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Publication publication;
  private final Sweep sweep;
  private final Executor deletions;

  /**
   * Puts the parts together; nothing is called yet. What an edge has in its cache when an image is
   * deleted stays there until it is evicted, and can be seen until its URL expires.
   *
   * @param clock stamps keys and decides what URLs expire when; within seconds of the edge's clock
   */
  public ImageVault(
      ImageStorage storage,
      UrlSigner signer,
      ImageRepository repository,
      VaultPolicy policy,
      Clock clock) {
    this(storage, signer, repository, Optional.empty(), policy, clock);
  }

  /**
   * As the other one, with an edge whose cache is cleared too of what is deleted.
   *
   * @param edge told by {@link #sweep} alone, of many images at a time: it may charge by the call
   */
  public ImageVault(
      ImageStorage storage,
      UrlSigner signer,
      ImageRepository repository,
      Optional<EdgeInvalidation> edge,
      VaultPolicy policy,
      Clock clock) {
    this(storage, signer, repository, edge, policy, clock, Runnable::run);
  }

  /**
   * As the other one, with {@link #delete} not waiting for the store.
   *
   * @param deletions deletes the objects of deleted images, each within two seconds; what it
   *     refuses or forgets is left to a sweep. {@code Runnable::run} does so while the caller waits
   */
  public ImageVault(
      ImageStorage storage,
      UrlSigner signer,
      ImageRepository repository,
      Optional<EdgeInvalidation> edge,
      VaultPolicy policy,
      Clock clock,
      Executor deletions) {
    this.storage = storage;
    this.edge = edge;
    this.signer = signer;
    this.repository = repository;
    this.policy = policy;
    this.clock = clock;
    this.publication = new Publication(repository);
    this.sweep = new Sweep(storage, repository, edge, policy, publication);
    this.deletions = deletions;
  }

  /** Returns the policy it was made with. */
  public VaultPolicy policy() {
    return policy;
  }

  /**
   * As {@link #upload(OwnerId, String, byte[], int, Optional)}, for a whole array, without a key.
   */
  public Image upload(OwnerId owner, String fileName, byte[] bytes) {
    return upload(owner, fileName, bytes, bytes.length, Optional.empty());
  }

  /**
   * The image is checked, cleaned, stored and recorded: it stays until it is deleted.
   *
   * <p>After a throw nobody sees it, and what was stored of it goes by itself, at the latest some
   * {@linkplain VaultPolicy#sweepDelay sweep delays} later.
   *
   * @param fileName as the client gave it, perhaps empty; see {@link OriginalName}
   * @param bytes the file; not changed here, and not to be changed until this returns
   * @param length how many of the bytes, from the first, are the file
   * @param idempotencyKey where an earlier upload of the same owner and key succeeded with the same
   *     content, that image is returned and nothing is stored
   * @return the image, READY
   * @throws ImageRejectedException the file is none that is accepted
   * @throws ImageConflictException the idempotency key is taken, the quota is exceeded, or the
   *     owner deleted everything meanwhile
   * @throws UploadGivenUpException it took so long that a sweep took it for dead
   * @throws BackEndException the store or the repository failed
   */
  public Image upload(
      OwnerId owner,
      String fileName,
      byte[] bytes,
      int length,
      Optional<IdempotencyKey> idempotencyKey) {
    return upload(owner, fileName, bytes, length, idempotencyKey, () -> {}, () -> false);
  }

  /**
   * As {@link #upload(OwnerId, String, byte[], int, Optional)}, for whoever wants to know where the
   * time goes, or may come to need the image no more.
   *
   * @param afterCheck is run once the image is checked and cleaned, before it is recorded
   * @param isOver whether nobody waits for the image any more; asked while it is checked
   * @throws CancellationException {@code isOver} said so, and nothing was recorded
   */
  public Image upload(
      OwnerId owner,
      String fileName,
      byte[] bytes,
      int length,
      Optional<IdempotencyKey> idempotencyKey,
      Runnable afterCheck,
      BooleanSupplier isOver) {
    Deadline deadline = Deadline.ofRequest();
    if (length > policy.maxFileSize()) {
      throw new ImageRejectedException(
          ImageRejectedException.Reason.TOO_LARGE,
          "The file has more than " + policy.maxFileSize() + " bytes");
    }
    CheckedImage checked = ImageChecker.check(bytes, length, policy, isOver);
    NewImage image =
        new NewImage(
            owner,
            OriginalName.of(fileName, checked.format()),
            new ImageObject(
                ObjectKey.create(owner, checked.format().extension(), clock.instant(), random),
                checked.format().mediaType(),
                checked.bytes().length(),
                checked.width(),
                checked.height()),
            checked.bytes().sha256(),
            idempotencyKey);
    afterCheck.run();
    Image inserted = repository.insert(image, policy.quota());
    if (inserted.status() == ImageStatus.READY) {
      return inserted;
    }
    put(inserted, checked, deadline);
    return publication.publish(inserted, deadline);
  }

  private void put(Image image, CheckedImage checked, Deadline deadline) {
    Duration timeout = deadline.atMost(policy.putTimeout());
    try {
      storage.put(image.original().key(), image.original().mediaType(), checked.bytes(), timeout);
    } catch (BackEndException e) {
      publication.withdraw(image, e.failure() != BackEndException.Failure.UNKNOWN, deadline);
      throw e;
    } catch (RuntimeException | Error e) {
      publication.withdraw(image, false, deadline);
      throw e;
    }
  }

  /**
   * An upload is taken back: nobody sees the image, unless a repeat with the same idempotency key
   * was given it too. For a front end that has an image it cannot pass on, so that what is answered
   * with an error leaves nothing. Where the repository cannot be told now, the next sweep tells it.
   *
   * @param image as {@link #upload} returned it
   */
  public void withdraw(Image image) {
    publication.withdraw(image, true, Deadline.ofRequest());
  }

  /**
   * The owner's quota has room for some image: for a front end that would rather not receive an
   * upload in vain. {@link #upload} decides, when it knows the size. Not to be asked before a
   * repeat of an upload, which needs no room.
   *
   * @throws ImageConflictException {@code QUOTA_EXCEEDED} where it has not
   * @throws BackEndException the repository failed
   */
  public void requireRoom(OwnerId owner) {
    if (!policy.quota().isUnlimited()) {
      policy.quota().requireRoom(repository.usage(owner), 1);
    }
  }

  /**
   * Returns the owner's images, newest first.
   *
   * @param from where the page begins, such as {@link ImageCursor#NEWEST}, or as {@link
   *     ImagePage#next} of the page before says
   * @param limit 1 to 1000
   */
  public ImagePage list(OwnerId owner, ImageCursor from, int limit) {
    return repository.page(owner, from, limit);
  }

  /**
   * Returns the owner's image.
   *
   * @throws ImageNotFoundException the owner has no such image
   */
  public Image find(OwnerId owner, ImageId id) {
    return repository.find(owner, id).orElseThrow(ImageNotFoundException::new);
  }

  /**
   * Returns a URL that shows the owner's image to whoever holds it.
   *
   * @throws ImageNotFoundException the owner has no such image
   */
  public SignedUrl signedUrl(OwnerId owner, ImageId id) {
    return sign(find(owner, id));
  }

  /**
   * Returns a URL that shows this image to whoever holds it: the same one for a {@linkplain
   * VaultPolicy#signedUrlWindow window} of time, so that caches can keep what it shows.
   */
  public SignedUrl sign(Image image) {
    ObjectKey key = image.original().key();
    return signer.sign(key, policy.urlExpiry(key, clock.instant()));
  }

  /**
   * Nobody sees the image from now on. Its object and its record are gone soon after, whatever
   * fails meanwhile: the executor of deletions is handed them, and a sweep sees to what is left.
   * Only the repository is needed for this to succeed.
   *
   * @throws ImageNotFoundException the owner has no such image
   * @throws BackEndException the repository failed
   */
  public void delete(OwnerId owner, ImageId id) {
    Image image = repository.delete(owner, id).orElseThrow(ImageNotFoundException::new);
    try {
      deletions.execute(() -> finish(image));
    } catch (RejectedExecutionException e) {
      // There are too many, or it is closed: the next sweep finds the image.
    }
  }

  private void finish(Image deleted) {
    try {
      storage.delete(deleted.original().key(), EAGER_DELETE_TIMEOUT);
      if (edge.isEmpty()) {
        repository.remove(List.of(deleted));
      }
    } catch (BackEndException e) {
      // As above.
    }
  }

  /**
   * Nobody sees any of the owner's images from now on, and the owner's uploads under way fail.
   * Uploads begun later are untouched. Objects and records go with the next sweeps.
   *
   * @return how many images the owner had
   */
  public int deleteAll(OwnerId owner) {
    return repository.deleteAll(owner);
  }

  /**
   * What is unfinished and due is finished: deleted images' objects are gone, and so are uploads
   * that nobody will finish. What fails is left for a later sweep. It returns when nothing is due,
   * or when the store or the repository fails repeatedly.
   *
   * @throws BackEndException the repository could not be asked
   */
  public SweepReport sweep() {
    return sweep.run();
  }

  /**
   * Store and repository are compared in both directions, for damage done from outside: images
   * whose object is missing, objects that no image knows. Only keys of an image's shape are looked
   * at, and only what is older than the {@linkplain VaultPolicy#sweepDelay sweep delay}. Nothing is
   * changed.
   *
   * @param found is told of each discrepancy, in the order of keys
   * @param progress is told how many objects and records were seen so far, after each
   * @throws BackEndException one of them could not be read to its end
   */
  public ReconcileReport reconcile(Consumer<Discrepancy> found, LongConsumer progress) {
    return reconciliation(found, progress).compare();
  }

  /**
   * As {@link #reconcile}, and what was found is repaired: objects that no image knows are gone,
   * and images without an object are deleted. Nothing at all is changed where there is more to
   * repair than allowed: a wrong bucket or a restored backup must not cost the data.
   *
   * @param allowed how many repairs are; empty for as many as are not {@linkplain
   *     ReconcileReport#isSuspicious suspicious}
   * @throws BackEndException one of them could not be read to its end, or a repair failed; what was
   *     repaired before stays so
   */
  public ReconcileReport repair(
      OptionalLong allowed, Consumer<Discrepancy> found, LongConsumer progress) {
    return reconciliation(found, progress).repair(allowed);
  }

  private Reconciliation reconciliation(Consumer<Discrepancy> found, LongConsumer progress) {
    Instant settledBefore = clock.instant().minus(policy.sweepDelay());
    return new Reconciliation(storage, repository, settledBefore, found, progress);
  }
}
