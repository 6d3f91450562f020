package dev.imagevault;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.Origin;
import dev.imagevault.domain.UploadGivenUpException;
import dev.imagevault.format.CheckedImage;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImportRun;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes over images of another service, each by the four steps of an upload. It can be cut at any
 * moment and repeated: what was imported once is recognised for ever. Thread-safe; {@link
 * ImageVault#beginImport} begins one.
 */
public final class ImageImport implements AutoCloseable {

  private final Uploading uploading;
  private final ImageRepository images;
  private final ImportRun run;

  ImageImport(Uploading uploading, ImageRepository images, ImportRun run) {
    this.uploading = uploading;
    this.images = images;
    this.run = run;
  }

  /**
   * Images that are uploaded from now on have greater ids than this one. To be called before the
   * first image is stored under an id of its own.
   *
   * @param greatest of all ids that are going to be imported
   * @throws BackEndException the repository failed
   */
  public void reserve(ImageId greatest) {
    run.reserve(greatest);
  }

  /**
   * Returns which of these were imported before, whatever became of them since.
   *
   * @param origins 1000 at the most
   * @throws BackEndException the repository failed
   */
  public Set<Origin> imported(Collection<Origin> origins) {
    return run.imported(origins);
  }

  /**
   * Everything that {@link #store} would refuse is refused. Nothing is stored.
   *
   * @throws ImageRejectedException the file is none that is accepted
   * @throws ImageConflictException {@code ID_TAKEN}
   * @throws BackEndException the repository failed
   */
  public void check(ForeignImage image) {
    CheckedImage unused = uploading.inspect(image.file());
    if (image.id().filter(run::isTaken).isPresent()) {
      throw idTaken(image.id().get());
    }
  }

  /**
   * The image is checked, cleaned, stored and recorded, and its origin is remembered: from now on
   * it is as one that was uploaded. No quota is looked at. After a throw nobody sees it, what was
   * stored of it goes by itself, and it can be stored again.
   *
   * @param before is told of the image, with the id that it is going to have, when all that is left
   *     is to publish it
   * @return the image, READY
   * @throws ImageRejectedException the file is none that is accepted
   * @throws ImageConflictException {@code ID_TAKEN}
   * @throws UploadGivenUpException a sweep took it for dead, its owner deleted everything
   *     meanwhile, or its origin was imported already
   * @throws BackEndException the store or the repository failed
   */
  public Image store(ForeignImage image, Consumer<Image> before) {
    CheckedImage checked = uploading.inspect(image.file());
    Deadline deadline = Deadline.ofRequest();
    Uploading steps = uploading.recordingIn(new RecordedImport(images, run, image));
    Image recorded = steps.record(image.owner(), image.file(), checked);
    steps.put(recorded, checked.bytes(), deadline);
    before.accept(recorded);
    return steps.publish(recorded, deadline);
  }

  static ImageConflictException idTaken(ImageId id) {
    return new ImageConflictException(
        ImageConflictException.Reason.ID_TAKEN, "Another image has the id " + id);
  }

  /** Another import can begin. Closing twice is harmless. */
  @Override
  public void close() {
    run.close();
  }
}
