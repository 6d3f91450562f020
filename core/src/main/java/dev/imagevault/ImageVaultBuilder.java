package dev.imagevault;

import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UrlSigner;
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
    return new ImageVault(store, signer, repository, edge, policy, observer, clock, deletions);
  }
}
