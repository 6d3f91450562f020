package dev.imagevault.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.contract.VariantRepositoryContract;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Variant;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.ForwardingRepository;
import dev.imagevault.port.ForwardingVariantRepository;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.VariantClaim;
import dev.imagevault.port.VariantRepository;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SabotagedVariantsTest {

  private static Supplier<CorrectVariants> suspect = CorrectVariants::new;

  static class Contract extends VariantRepositoryContract {
    private final CorrectVariants all = suspect.get();

    @Override
    protected ImageRepository emptyRepository() {
      return all.repository();
    }

    @Override
    protected VariantRepository variants() {
      return all.variants();
    }

    @Override
    protected RenderingQueue renderings() {
      return all.renderings();
    }

    @Override
    protected void passTime(Duration duration) {
      all.clock.advance(duration);
    }
  }

  /** A correct one, to be sabotaged. */
  private static class Variants extends ForwardingVariantRepository {
    final CorrectVariants all;

    Variants(CorrectVariants all) {
      super(all.images.variants());
      this.all = all;
    }

    Optional<ImageStatus> status(Variant variant) {
      return super.findByKey(variant.object().key()).map(Variant::status);
    }
  }

  @Test
  void correctVariantsPass() {
    verdictOn(Variants::new).isInnocent();
  }

  @Test
  void anImageThatIsRemovedBeforeItsVariantsIsCaught() {
    Supplier<CorrectVariants> sabotaged =
        () ->
            new CorrectVariants() {
              @Override
              ImageRepository repository() {
                return new ForwardingRepository(images) {
                  @Override
                  public void remove(Collection<Image> removed) {
                    variants()
                        .claimAllOf(removed, Duration.ZERO)
                        .forEach(claim -> variants().remove(List.of(claim.variant())));
                    super.remove(removed);
                  }
                };
              }
            };
    verdictOn(sabotaged).names("P1:");
  }

  @Test
  void showingWhatIsNotReadyIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public Map<ImageId, Map<VariantName, ImageObject>> find(
                      OwnerId owner, Collection<ImageId> images) {
                    Map<ImageId, Map<VariantName, ImageObject>> found = new HashMap<>();
                    for (Variant variant : super.pageByKey("", 1000)) {
                      if (images.contains(variant.image()) && variant.owner().equals(owner)) {
                        found
                            .computeIfAbsent(variant.image(), id -> new HashMap<>())
                            .put(variant.spec().name(), variant.object());
                      }
                    }
                    return found;
                  }
                })
        .names("P2:");
  }

  @Test
  void recordingWithoutTheClaimIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public Optional<Variant> insert(
                      Rendering rendering, VariantSpec spec, ImageObject object) {
                    Image image = rendering.image();
                    return super.insert(rendering, spec, object)
                        .or(
                            () ->
                                Optional.of(
                                    new Variant(
                                        image.owner(),
                                        image.id(),
                                        spec,
                                        object,
                                        ImageStatus.PENDING)));
                  }
                })
        .names("P3:");
  }

  @Test
  void replacingWhatHasAnotherNameIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public Optional<Variant> insert(
                      Rendering rendering, VariantSpec spec, ImageObject object) {
                    super.pageByKey("", 1000).forEach(variant -> super.withdraw(variant, false));
                    return super.insert(rendering, spec, object);
                  }
                })
        .names("P4:");
  }

  @Test
  void aDeleteThatMissesWhatIsPendingIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public List<VariantClaim> claimAllOf(Collection<Image> images, Duration latePut) {
                    Set<ObjectKey> pending = keys(ImageStatus.PENDING);
                    return super.claimAllOf(images, latePut).stream()
                        .filter(claim -> !pending.contains(claim.variant().object().key()))
                        .toList();
                  }

                  private Set<ObjectKey> keys(ImageStatus status) {
                    Set<ObjectKey> keys = new HashSet<>();
                    super.pageByKey("", 1000).stream()
                        .filter(variant -> variant.status() == status)
                        .forEach(variant -> keys.add(variant.object().key()));
                    return keys;
                  }
                })
        .names("P5:");
  }

  @Test
  void aPublishThatDoesNothingIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public boolean publish(Variant variant) {
                    return status(variant).isPresent();
                  }
                })
        .names("P6:");
  }

  @Test
  void aPublishThatCannotBeRepeatedIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public boolean publish(Variant variant) {
                    return status(variant).equals(Optional.of(ImageStatus.PENDING))
                        && super.publish(variant);
                  }
                })
        .names("P7:");
  }

  @Test
  void withdrawingWhatIsReadyIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public void withdraw(Variant variant, boolean putIsOver) {
                    super.withdraw(variant, putIsOver);
                    super.lose(variant);
                  }
                })
        .names("P8:");
  }

  @Test
  void claimingTooEarlyIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public List<VariantClaim> claimUnfinished(
                      Duration olderThan, Duration latePut, int limit) {
                    return super.claimUnfinished(olderThan.dividedBy(2), latePut, limit);
                  }
                })
        .names("P9:");
  }

  @Test
  void aLeaseThatDoesNotKeepOthersAwayIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public List<VariantClaim> claimUnfinished(
                      Duration olderThan, Duration latePut, int limit) {
                    List<VariantClaim> claims = super.claimUnfinished(olderThan, latePut, limit);
                    if (claims.isEmpty()) {
                      all.clock.advance(olderThan);
                    }
                    return claims.isEmpty()
                        ? super.claimUnfinished(olderThan, latePut, limit)
                        : claims;
                  }
                })
        .names("P9: leased is leased");
  }

  @Test
  void aForgottenLatePutIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public List<VariantClaim> claimUnfinished(
                      Duration olderThan, Duration latePut, int limit) {
                    return super.claimUnfinished(olderThan, Duration.ZERO, limit);
                  }
                })
        .names("P9: a put of unknown outcome");
  }

  @Test
  void claimingAllOfAnImageThatIsReadyIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public List<VariantClaim> claimAllOf(Collection<Image> images, Duration latePut) {
                    images.forEach(image -> all.images.withdraw(image.owner(), image.id(), true));
                    return super.claimAllOf(images, latePut);
                  }
                })
        .names("P10:");
  }

  @Test
  void removingWhatIsPendingIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public void remove(Collection<Variant> variants) {
                    variants.forEach(variant -> super.withdraw(variant, true));
                    super.remove(variants);
                  }
                })
        .names("P11:");
  }

  @Test
  void keepingWhatNobodyNamesIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public boolean retire(int limit) {
                    return false;
                  }
                })
        .names("P12: nobody names it");
  }

  @Test
  void retiringWhatHasBecomeAnotherSizeIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public boolean retire(int limit) {
                    super.pageByKey("", 1000).stream()
                        .filter(variant -> !isNamed(variant.spec()))
                        .forEach(super::lose);
                    return false;
                  }

                  private boolean isNamed(VariantSpec spec) {
                    return all.renderings().named().contains(spec);
                  }
                })
        .names("P12: its name is still named");
  }

  @Test
  void losingWhatIsPendingIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public void lose(Variant variant) {
                    super.withdraw(variant, true);
                    super.lose(variant);
                  }
                })
        .names("P13:");
  }

  @Test
  void pagesOfReadyVariantsOnlyAreCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public List<Variant> pageByKey(String after, int limit) {
                    return super.pageByKey(after, 1000).stream()
                        .filter(variant -> variant.status() == ImageStatus.READY)
                        .limit(limit)
                        .toList();
                  }
                })
        .names("P14:");
  }

  @Test
  void findingReadyVariantsOnlyByKeyIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public Optional<Variant> findByKey(ObjectKey key) {
                    return super.findByKey(key)
                        .filter(variant -> variant.status() == ImageStatus.READY);
                  }
                })
        .names("P15:");
  }

  @Test
  void aLimitThatIsCutToSizeIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public List<Variant> pageByKey(String after, int limit) {
                    return super.pageByKey(after, Math.max(1, Math.min(limit, 1000)));
                  }
                })
        .names("P16:");
  }

  @Test
  void anObjectKeyThatIsIgnoredIsCaught() {
    verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public Optional<Variant> insert(
                      Rendering rendering, VariantSpec spec, ImageObject object) {
                    Optional<Variant> recorded = super.findByKey(object.key());
                    return recorded.isPresent() ? recorded : super.insert(rendering, spec, object);
                  }
                })
        .names("P17:");
  }

  @Test
  void everyTestOfTheContractCanFail() {
    Verdict verdict =
        verdictOn(
            all ->
                new Variants(all) {
                  @Override
                  public Optional<Variant> insert(
                      Rendering rendering, VariantSpec spec, ImageObject object) {
                    throw new IllegalStateException("sabotaged");
                  }

                  @Override
                  public boolean retire(int limit) {
                    throw new IllegalStateException("sabotaged");
                  }
                });
    assertThat(verdict.passed()).isZero();
  }

  private static Verdict verdictOn(Function<CorrectVariants, VariantRepository> sabotaged) {
    return verdictOn(
        () ->
            new CorrectVariants() {
              private final VariantRepository variants = sabotaged.apply(this);

              @Override
              VariantRepository variants() {
                return variants;
              }
            });
  }

  private static Verdict verdictOn(Supplier<CorrectVariants> sabotaged) {
    suspect = sabotaged;
    return Verdict.of(Contract.class);
  }
}
