package dev.imagevault;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImportedImage;
import dev.imagevault.domain.NewImage;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.port.ForwardingRepository;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImportRun;
import java.util.Optional;

/** The repository as the import of one image uses it. */
final class RecordedImport extends ForwardingRepository {

  private final ImportRun run;
  private final ForeignImage foreign;
  private volatile Optional<Image> recorded = Optional.empty();

  RecordedImport(ImageRepository images, ImportRun run, ForeignImage foreign) {
    super(images);
    this.run = run;
    this.foreign = foreign;
  }

  @Override
  public Image insert(NewImage image, Quota quota) {
    recorded = run.insert(new ImportedImage(image, foreign.id(), foreign.createdAt()));
    return recorded.orElseThrow(() -> ImageImport.idTaken(foreign.id().orElseThrow()));
  }

  @Override
  public Optional<Image> publish(OwnerId owner, ImageId id) {
    return run.publish(recorded.orElseThrow(), foreign.origin());
  }

  @Override
  public void withdraw(OwnerId owner, ImageId id, boolean putIsOver) {
    run.withdraw(recorded.orElseThrow(), putIsOver);
  }
}
