package dev.imagevault.sabotage;

import dev.imagevault.contract.ImportRepositoryContract;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImportedImage;
import dev.imagevault.domain.Origin;
import dev.imagevault.memory.AdvancingClock;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.ImportRun;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SabotagedImportsTest {

  private static UnaryOperator<ImportRun> suspect = correct -> correct;

  static class Contract extends ImportRepositoryContract {
    private final AdvancingClock clock = new AdvancingClock();
    private final InMemoryImageRepository images = new InMemoryImageRepository(clock);

    @Override
    protected ImageRepository emptyRepository() {
      return images;
    }

    @Override
    protected ImportRepository imports(ImageRepository ignored) {
      return () -> images.imports().begin().map(suspect);
    }

    @Override
    protected void passTime(Duration duration) {
      clock.advance(duration);
    }
  }

  /** Hands every call to another one. */
  private static class Forwarding implements ImportRun {
    private final ImportRun run;

    Forwarding(ImportRun run) {
      this.run = run;
    }

    @Override
    public void reserve(ImageId greatest) {
      run.reserve(greatest);
    }

    @Override
    public Set<Origin> imported(Collection<Origin> origins) {
      return run.imported(origins);
    }

    @Override
    public boolean isTaken(ImageId id) {
      return run.isTaken(id);
    }

    @Override
    public Optional<Image> insert(ImportedImage image) {
      return run.insert(image);
    }

    @Override
    public Optional<Image> publish(Image image, Origin origin) {
      return run.publish(image, origin);
    }

    @Override
    public void withdraw(Image image, boolean putIsOver) {
      run.withdraw(image, putIsOver);
    }

    @Override
    public void close() {
      run.close();
    }
  }

  private static Verdict verdictOn(UnaryOperator<ImportRun> sabotaged) {
    suspect = sabotaged;
    return Verdict.of(Contract.class);
  }

  @Test
  void aCorrectRepositoryPasses() {
    verdictOn(Forwarding::new).isInnocent();
  }

  @Test
  void aTurnThatIsNeverGivenBackIsCaught() {
    verdictOn(
            correct ->
                new Forwarding(correct) {
                  @Override
                  public void close() {}
                })
        .names("I1: it is over");
  }

  @Test
  void aCounterThatStaysIsCaught() {
    verdictOn(
            correct ->
                new Forwarding(correct) {
                  @Override
                  public void reserve(ImageId greatest) {}
                })
        .names("I2: ");
  }

  @Test
  void idsAndTimesThatAreNotKeptAreCaught() {
    verdictOn(
            correct ->
                new Forwarding(correct) {
                  @Override
                  public Optional<Image> insert(ImportedImage image) {
                    return super.insert(
                        new ImportedImage(image.image(), Optional.empty(), image.createdAt()));
                  }
                })
        .names("I7: its id");
    verdictOn(
            correct ->
                new Forwarding(correct) {
                  @Override
                  public Optional<Image> insert(ImportedImage image) {
                    return super.insert(
                        new ImportedImage(image.image(), image.id(), Optional.empty()));
                  }
                })
        .names("I7: its time");
  }

  @Test
  void idsThatSeemFreeAreCaught() {
    verdictOn(
            correct ->
                new Forwarding(correct) {
                  @Override
                  public boolean isTaken(ImageId id) {
                    return false;
                  }
                })
        .names("I6: taken");
  }

  @Test
  void originsThatAreForgottenAreCaught() {
    verdictOn(
            correct ->
                new Forwarding(correct) {
                  @Override
                  public Set<Origin> imported(Collection<Origin> origins) {
                    return Set.of();
                  }
                })
        .names("I5: ");
  }

  @Test
  void originsThatAreRememberedTooEarlyAreCaught() {
    verdictOn(
            correct ->
                new Forwarding(correct) {
                  @Override
                  public Set<Origin> imported(Collection<Origin> origins) {
                    return Set.copyOf(origins);
                  }
                })
        .names("I4: ");
  }

  @Test
  void whatIsPublishedOnlyOnceIsCaught() {
    verdictOn(
            correct ->
                new Forwarding(correct) {
                  private Optional<Image> last = Optional.empty();

                  @Override
                  public Optional<Image> publish(Image image, Origin origin) {
                    Optional<Image> published = super.publish(image, origin);
                    boolean again = published.isPresent() && published.equals(last);
                    last = published;
                    return again ? Optional.empty() : published;
                  }
                })
        .names("I13: ");
  }

  @Test
  void imagesThatAreNotTakenBackAreCaught() {
    verdictOn(
            correct ->
                new Forwarding(correct) {
                  @Override
                  public void withdraw(Image image, boolean putIsOver) {}
                })
        .names("I15: ");
  }
}
