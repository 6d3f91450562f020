package dev.imagevault;

import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.UploadSigner;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.port.VariantRepository;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Puts a vault together. It needs {@link #storage}, {@link #urls} and {@link #records}; the rest
 * has a value that serves. Not thread-safe.
 */
public final class ImageVaultBuilder {

  private @Nullable ImageStorage storage;
  private @Nullable UrlSigner urls;
  private @Nullable ImageRepository records;
  private Optional<EdgeInvalidation> edge = Optional.empty();
  private Optional<VariantRepository> variants = Optional.empty();
  private Optional<RenderingQueue> queue = Optional.empty();
  private Optional<ImageRenderer> renderer = Optional.empty();
  private Optional<UploadRepository> uploads = Optional.empty();
  private Optional<UploadSigner> uploadSigner = Optional.empty();
  private Optional<ImportRepository> imports = Optional.empty();
  private VaultPolicy policy = VaultPolicy.DEFAULT;
  private VaultObserver observer = new VaultObserver() {};
  private Clock clock = Clock.system(ZoneOffset.UTC);
  private Executor deletions = Runnable::run;

  ImageVaultBuilder() {}

  /** Objects are stored there. Required. */
  public ImageVaultBuilder storage(ImageStorage store) {
    storage = store;
    return this;
  }

  /** URLs are signed by this. Required. */
  public ImageVaultBuilder urls(UrlSigner signer) {
    urls = signer;
    return this;
  }

  /** Images are recorded there. Required. */
  public ImageVaultBuilder records(ImageRepository repository) {
    records = repository;
    return this;
  }

  /**
   * Direct uploads are recorded there, beside the images of {@link #records}, and swept. Needed for
   * as long as there are any, even if {@link #uploadUrls} is not called any more.
   */
  public ImageVaultBuilder uploadRecords(UploadRepository repository) {
    uploads = Optional.of(repository);
    return this;
  }

  /** Clients may send files straight to the store, by requests signed by this. */
  public ImageVaultBuilder uploadUrls(UploadSigner signer) {
    uploadSigner = Optional.of(signer);
    return this;
  }

  /** Images of another service can be imported, beside the images of {@link #records}. */
  public ImageVaultBuilder importRecords(ImportRepository repository) {
    imports = Optional.of(repository);
    return this;
  }

  /** What is accepted, and when what happens. {@link VaultPolicy#DEFAULT} if it is not called. */
  public ImageVaultBuilder policy(VaultPolicy chosen) {
    policy = chosen;
    return this;
  }

  /**
   * The cache of this edge is cleared of what is deleted. It is told by {@link ImageVault#sweep}
   * only, of many images at a time: it may charge by the call. Without it, what an edge has in its
   * cache can be seen until its URL expires.
   */
  public ImageVaultBuilder edge(EdgeInvalidation cache) {
    edge = Optional.of(cache);
    return this;
  }

  /**
   * Variants are recorded there, beside the images: both of the same adapter as {@link #records}.
   * Without them nothing is rendered, and variants that another vault made stay as they are.
   */
  public ImageVaultBuilder variants(VariantRepository ofObjects, RenderingQueue ofWaiting) {
    variants = Optional.of(ofObjects);
    queue = Optional.of(ofWaiting);
    return this;
  }

  /** Makes the variants, when {@link ImageVault#render} is called. Without it others have to. */
  public ImageVaultBuilder renderer(ImageRenderer engine) {
    renderer = Optional.of(engine);
    return this;
  }

  /** Is told what the vault did. */
  public ImageVaultBuilder observer(VaultObserver told) {
    observer = told;
    return this;
  }

  /**
   * Stamps keys and decides what URLs expire when; within seconds of the edge's clock. The system's
   * if it is not called.
   */
  public ImageVaultBuilder clock(Clock chosen) {
    clock = chosen;
    return this;
  }

  /**
   * Deletes the objects of deleted images, each within two seconds; what it refuses or forgets is
   * left to a sweep. The caller of {@link ImageVault#delete} does so if it is not called.
   */
  public ImageVaultBuilder deletions(Executor executor) {
    deletions = executor;
    return this;
  }

  /**
   * Returns the vault; nothing is called yet.
   *
   * @throws IllegalStateException naming each required part that is missing
   */
  public ImageVault build() {
    ImageStorage store = storage;
    UrlSigner signer = urls;
    ImageRepository repository = records;
    if (store == null || signer == null || repository == null) {
      List<String> missing = new ArrayList<>();
      if (store == null) {
        missing.add("storage(…)");
      }
      if (signer == null) {
        missing.add("urls(…)");
      }
      if (repository == null) {
        missing.add("records(…)");
      }
      throw new IllegalStateException(
          "a vault cannot be built without " + String.join(" and ", missing));
    }
    if (!policy.variants().isEmpty() && variants.isEmpty()) {
      throw new IllegalStateException("a policy that names variants needs variants(…)");
    }
    if (uploadSigner.isPresent() && uploads.isEmpty()) {
      throw new IllegalStateException("uploadUrls(…) needs uploadRecords(…)");
    }
    return new ImageVault(
        store,
        signer,
        repository,
        variants,
        queue,
        renderer,
        edge,
        uploads,
        uploadSigner,
        imports,
        policy,
        observer,
        clock,
        deletions);
  }
}
