package dev.imagevault;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.BackEndException;
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
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.PreparedUpload;
import dev.imagevault.domain.ShownVariant;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.domain.UploadGivenUpException;
import dev.imagevault.domain.UploadId;
import dev.imagevault.domain.UploadNotFoundException;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantNotFoundException;
import dev.imagevault.domain.VariantPendingException;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.format.CheckedImage;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUploadSigner;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.StoredObject;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.UploadSigner;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.port.VariantRepository;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The use cases of private images: upload, list, show, delete; and the sweep that finishes what a
 * crash or a fault left undone.
 *
 * <p>It starts no thread: whoever embeds it calls {@link #sweep} about once a minute, in every
 * process. Thread-safe; any number of processes may share one store and one repository.
 *
 * <pre>{@code
 * ImageVault vault =
 *     ImageVault.builder().storage(storage).urls(signer).records(repository).build();
 * Image image = vault.upload(new OwnerId("42"), Upload.of(bytes).named("cat.jpg"));
 * String url = vault.sign(image).url();
 * }</pre>
 *
 * <p>Every failure is an {@link ImageException}.
 */
public final class ImageVault {

  /** How long an object may take to go at once; the sweep finishes what takes longer. */
  private static final Duration EAGER_DELETE_TIMEOUT = Duration.ofSeconds(2);

  private static final int RETIRED_AT_ONCE = 1000;

  /** How many images of a whole listing are in memory at a time. */
  private static final int PAGE = 500;

  private final ImageStorage storage;
  private final Optional<VariantRepository> variantRecords;
  private final Optional<RenderingQueue> queue;
  private final Optional<RenderPass> renderPass;
  private final UrlSigner signer;
  private final ImageRepository repository;
  private final VaultPolicy policy;
  private final VaultObserver observer;
  private final Clock clock;
  private final Publication publication;
  private final Uploading uploading;
  private final Sweep sweep;
  private final Optional<UploadRepository> uploads;
  private final Optional<DirectUploading> directUploading;
  private final Optional<ImportRepository> imports;
  private final Executor deletions;

  ImageVault(
      ImageStorage storage,
      UrlSigner signer,
      ImageRepository repository,
      Optional<VariantRepository> variantRecords,
      Optional<RenderingQueue> queue,
      Optional<ImageRenderer> renderer,
      Optional<EdgeInvalidation> edge,
      Optional<UploadRepository> uploads,
      Optional<UploadSigner> uploadSigner,
      Optional<ImportRepository> imports,
      VaultPolicy policy,
      VaultObserver observer,
      Clock clock,
      Executor deletions) {
    this.storage = storage;
    this.variantRecords = variantRecords;
    this.queue = queue;
    this.renderPass =
        variantRecords.flatMap(
            records ->
                renderer.map(
                    engine ->
                        new RenderPass(
                            storage,
                            records,
                            queue.orElseThrow(),
                            engine,
                            policy,
                            clock,
                            rendered -> tell(told -> told.rendered(rendered)))));
    this.signer = signer;
    this.repository = repository;
    this.policy = policy;
    this.observer = observer;
    this.clock = clock;
    this.publication = new Publication(repository);
    this.uploading = new Uploading(storage, repository, publication, policy, clock);
    this.sweep = new Sweep(storage, repository, variantRecords, edge, policy, publication);
    this.uploads = uploads;
    this.directUploading =
        uploadSigner.flatMap(
            urls ->
                uploads.map(
                    records ->
                        new DirectUploading(
                            storage,
                            repository,
                            records,
                            urls,
                            uploading,
                            publication,
                            policy,
                            clock)));
    this.imports = imports;
    this.deletions = deletions;
  }

  /** Returns a builder, with nothing chosen yet. */
  public static ImageVaultBuilder builder() {
    return new ImageVaultBuilder();
  }

  /**
   * Returns a vault whose parts are all in memory, for tests and for trying things out. It forgets
   * everything with the process, and its URLs lead nowhere.
   *
   * @param clock judges all ages, leases and expiries
   */
  public static ImageVault inMemory(Clock clock) {
    InMemoryImageStorage storage = new InMemoryImageStorage(clock);
    InMemoryImageRepository repository = new InMemoryImageRepository(clock);
    return builder()
        .storage(storage)
        .urls(new InMemoryUrlSigner())
        .records(repository)
        .variants(repository.variants(), repository.renderings())
        .uploadUrls(new InMemoryUploadSigner(storage, clock))
        .uploadRecords(repository.uploads())
        .importRecords(repository.imports())
        .clock(clock)
        .build();
  }

  /** Returns the policy it was made with. */
  public VaultPolicy policy() {
    return policy;
  }

  /**
   * The image is checked, cleaned, stored and recorded: it stays until it is deleted.
   *
   * <p>After a throw nobody sees it, and what was stored of it goes by itself, at the latest some
   * {@linkplain VaultPolicy#sweepDelay sweep delays} later.
   *
   * @return the image, READY
   * @throws ImageRejectedException the file is none that is accepted
   * @throws ImageConflictException the idempotency key is taken, the quota is exceeded, or the
   *     owner deleted everything meanwhile
   * @throws UploadGivenUpException it took so long that a sweep took it for dead
   * @throws BackEndException the store or the repository failed
   * @throws UncheckedIOException its stream failed, and nothing was recorded
   * @throws CancellationException it was {@linkplain Upload#until over}, and nothing was recorded
   */
  public Image upload(OwnerId owner, Upload upload) {
    return telling(owner, () -> store(owner, upload));
  }

  private Image telling(OwnerId owner, Supplier<Image> work) {
    try {
      Image image = work.get();
      tell(told -> told.uploaded(image));
      return image;
    } catch (ImageException e) {
      tell(told -> told.refused(owner, e));
      throw e;
    }
  }

  private Image store(OwnerId owner, Upload upload) {
    Deadline deadline = Deadline.ofRequest();
    CheckedImage checked = uploading.inspect(upload);
    upload.listener().checked();
    Image recorded = uploading.record(owner, upload, checked);
    if (recorded.status() == ImageStatus.READY) {
      return recorded;
    }
    uploading.put(recorded, checked.bytes(), deadline);
    return uploading.publish(recorded, deadline);
  }

  /** Returns whether clients may send files straight to the store. */
  public boolean takesDirectUploads() {
    return directUploading.isPresent();
  }

  /**
   * The file may be sent straight to the store, by the request that is returned, and be completed
   * then. Until it is completed, given up or expired, it counts in the owner's quota.
   *
   * @throws ImageRejectedException {@code TOO_LARGE}
   * @throws ImageConflictException {@code QUOTA_EXCEEDED}, or {@code TOO_MANY_UPLOADS} if the owner
   *     has {@link UploadRepository#MOST_PREPARED} prepared
   * @throws BackEndException the repository failed, or there are no credentials to sign with
   * @throws IllegalStateException the vault was built without direct uploads
   */
  public PreparedUpload prepare(OwnerId owner, AnnouncedFile file) {
    return direct().prepare(owner, file);
  }

  /**
   * What was sent to the store is read, checked, cleaned, stored and recorded as {@link #upload}
   * does it. Possible until {@link UploadRepository#COMPLETABLE} after the request expired; for a
   * day a repeat has the same outcome.
   *
   * @return the image, READY
   * @throws ImageRejectedException the file is none that is accepted, or not what was announced;
   *     the upload has ended
   * @throws ImageConflictException {@code UPLOAD_NOT_RECEIVED}, {@code UPLOAD_IN_PROGRESS}, {@code
   *     QUOTA_EXCEEDED}: the upload is as before; {@code WITHDRAWN}
   * @throws UploadNotFoundException the owner has no such upload, or it can no longer be completed
   * @throws UploadGivenUpException it took so long that it was taken for dead
   * @throws BackEndException the store or the repository failed; the upload is as before, or will
   *     be within {@link UploadRepository#LEASE}
   * @throws CancellationException it was {@linkplain Completion#until over}; the upload is as
   *     before
   * @throws IllegalStateException the vault was built without direct uploads
   */
  public Image complete(OwnerId owner, Completion completion) {
    return telling(owner, () -> direct().complete(owner, completion));
  }

  /**
   * Returns what the owner's direct upload was announced to be, for whoever budgets the memory that
   * completing it takes.
   *
   * @throws UploadNotFoundException the owner has no such upload
   * @throws BackEndException the repository failed
   * @throws IllegalStateException the vault was built without direct uploads
   */
  public AnnouncedFile announced(OwnerId owner, UploadId id) {
    return direct().announced(owner, id);
  }

  /**
   * The owner's direct upload cannot be completed any more, and what was sent of it goes with the
   * next sweeps.
   *
   * @throws ImageConflictException {@code UPLOAD_IN_PROGRESS}
   * @throws UploadNotFoundException the owner has no such upload that could be completed
   * @throws BackEndException the repository failed
   * @throws IllegalStateException the vault was built without direct uploads
   */
  public void giveUp(OwnerId owner, UploadId id) {
    direct().giveUp(owner, id);
  }

  /**
   * As {@link #withdraw(Image)}, for an image that came of a direct upload. That is as before, so
   * that it can be completed again.
   *
   * @param image as {@link #complete} returned it
   */
  public void withdraw(UploadId id, Image image) {
    direct().withdraw(id, image);
  }

  private DirectUploading direct() {
    return directUploading.orElseThrow(
        () ->
            new IllegalStateException(
                "direct uploads need uploadUrls(…) and uploadRecords(…) of the builder"));
  }

  /**
   * An import is under way, until the caller closes it.
   *
   * @return empty if another one is, in this process or any other
   * @throws BackEndException the repository failed
   * @throws IllegalStateException the vault was built without {@link
   *     ImageVaultBuilder#importRecords importRecords}
   */
  public Optional<ImageImport> beginImport() {
    return imports
        .orElseThrow(() -> new IllegalStateException("there is no importRecords(…)"))
        .begin()
        .map(run -> new ImageImport(uploading, repository, run));
  }

  private void tell(Consumer<VaultObserver> what) {
    try {
      what.accept(observer);
    } catch (RuntimeException e) {
      // Who watches fails nothing.
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
   * Returns all the owner's images, newest first. They are read page by page, so that memory does
   * not grow with their number; what is uploaded or deleted meanwhile may be among them or not.
   */
  public Stream<Image> all(OwnerId owner) {
    return Stream.iterate(
            Optional.of(list(owner, ImageCursor.NEWEST, PAGE)),
            Optional::isPresent,
            page -> page.flatMap(ImagePage::next).map(next -> list(owner, next, PAGE)))
        .flatMap(page -> page.orElseThrow().images().stream());
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
   * Returns the bytes of the owner's image, for whoever has no edge. The caller closes it.
   *
   * @throws ImageNotFoundException the owner has no such image, or it is being deleted
   * @throws BackEndException the store or the repository failed
   */
  public StoredObject open(OwnerId owner, ImageId id) {
    return open(find(owner, id).original());
  }

  /**
   * Returns the bytes of an original or a variant. The caller closes it.
   *
   * @throws ImageNotFoundException it is deleted meanwhile
   * @throws BackEndException the store failed
   */
  public StoredObject open(ImageObject object) {
    return storage.open(object.key()).orElseThrow(ImageNotFoundException::new);
  }

  /**
   * Finds the owner's image, and returns a URL that shows it to whoever holds it.
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
    return sign(image.original());
  }

  /** As the other one, of an original or a variant. */
  public SignedUrl sign(ImageObject object) {
    return signer.sign(object.key(), policy.urlExpiry(object.key(), clock.instant()));
  }

  /**
   * Returns the owner's image's variant of that name, to be {@linkplain #sign signed} or
   * {@linkplain #open(ImageObject) opened}.
   *
   * @throws ImageNotFoundException the owner has no such image
   * @throws VariantNotFoundException the policy names no such variant, or none can be made of this
   *     image
   * @throws VariantPendingException it is not made yet
   */
  public ImageObject variant(OwnerId owner, ImageId id, VariantName name) {
    Image image = find(owner, id);
    return variants().orElseThrow(VariantNotFoundException::new).find(image, name);
  }

  /**
   * Returns what can be said of the variants of the owner's images, in the order of the policy: for
   * all of them with one to three calls of the repository.
   *
   * @param images 1000 at the most
   * @return by image; empty if the policy names no variants
   */
  public Map<ImageId, List<ShownVariant>> variants(OwnerId owner, Collection<Image> images) {
    return variants().map(of -> of.of(owner, images)).orElse(Map.of());
  }

  private Optional<Variants> variants() {
    return variantRecords
        .filter(records -> !policy.variants().isEmpty())
        .map(records -> new Variants(records, queue.orElseThrow(), policy.variants(), clock));
  }

  /**
   * Variants are made of all images that wait for them and can be rendered here. It returns when
   * none is left, when something fails that is not the image's fault, or when the thread is
   * interrupted; it may take long, and several threads may call it at once. Whoever embeds this
   * calls it about once a second, best in a process that holds no key.
   *
   * @throws BackEndException the repository could not be asked
   * @throws IllegalStateException there is no {@link ImageVaultBuilder#renderer renderer}
   */
  public RenderReport render() {
    return renderPass
        .orElseThrow(() -> new IllegalStateException("there is no variants(…) or renderer(…)"))
        .run();
  }

  /**
   * Images that could not be rendered are rendered again, such as after an update of the renderer.
   *
   * @return how many
   * @throws BackEndException the repository failed
   */
  public int retryFailed() {
    return queue.map(RenderingQueue::retryFailed).orElse(0);
  }

  /**
   * The variants of the policy are wanted from now on, as {@link #sweep} says too, again and again.
   * To be called at start, so that images that are uploaded before the first sweep have theirs.
   *
   * @throws BackEndException the repository failed
   */
  public void nameVariants() {
    queue
        .filter(told -> !policy.variants().isEmpty())
        .ifPresent(told -> told.name(policy.variants()));
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
      sweep.finish(deleted, EAGER_DELETE_TIMEOUT);
    } catch (BackEndException e) {
      // As above.
    }
  }

  /**
   * Nobody sees any of the owner's images from now on, and the owner's uploads under way fail,
   * direct ones included. Uploads begun later are untouched. Objects and records go with the next
   * sweeps.
   *
   * @return how many images the owner had
   */
  public int deleteAll(OwnerId owner) {
    return repository.deleteAll(owner);
  }

  /**
   * What is unfinished and due is finished: deleted images' objects are gone, their variants
   * included, and so are uploads that nobody will finish and variants that nobody wants any more.
   * What fails is left for a later sweep. It returns when nothing is due, or when the store or the
   * repository fails repeatedly.
   *
   * @throws BackEndException the repository could not be asked
   */
  public SweepReport sweep() {
    nameVariants();
    SweepReport images = sweep.run();
    variantRecords.ifPresent(ImageVault::retire);
    SweepReport report =
        uploads.map(records -> images.plus(new UploadSweep(storage, records).run())).orElse(images);
    tell(told -> told.swept(report));
    return report;
  }

  private static void retire(VariantRepository records) {
    boolean more = true;
    while (more) {
      more = records.retire(RETIRED_AT_ONCE);
    }
  }

  /**
   * Store and repository are compared in both directions, for damage done from outside: images
   * whose object is missing, objects that no image and no direct upload knows. Only keys of an
   * image's shape are looked at, and only what is older than the {@linkplain VaultPolicy#sweepDelay
   * sweep delay}. Nothing is changed.
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
    return new Reconciliation(
        storage, repository, variantRecords, uploads, settledBefore, found, progress);
  }
}
