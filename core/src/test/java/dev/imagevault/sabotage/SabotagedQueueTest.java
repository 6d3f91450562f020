package dev.imagevault.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.contract.RenderingQueueContract;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.ForwardingRenderingQueue;
import dev.imagevault.port.ForwardingRepository;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.RenderingQueue.Outcome;
import dev.imagevault.port.VariantRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SabotagedQueueTest {

  private static Supplier<CorrectVariants> suspect = CorrectVariants::new;

  static class Contract extends RenderingQueueContract {
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
  private static class Queue extends ForwardingRenderingQueue {
    final CorrectVariants all;

    Queue(CorrectVariants all) {
      super(all.images.renderings());
      this.all = all;
    }
  }

  @Test
  void aCorrectQueuePasses() {
    verdictOn(Queue::new).isInnocent();
  }

  @Test
  void aPublishedImageThatHasToBeAskedForIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  private final Set<ImageId> askedFor = new HashSet<>();

                  @Override
                  public boolean fill(int limit) {
                    all.images.pageByKey("", 1000).forEach(image -> askedFor.add(image.id()));
                    return super.fill(limit);
                  }

                  @Override
                  public List<Rendering> claim(
                      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
                    return super.claim(reads, writes, timeout, limit).stream()
                        .filter(claim -> askedFor.contains(claim.image().id()))
                        .toList();
                  }
                })
        .names("Q1:");
  }

  @Test
  void aDeletedImageThatStillWaitsIsCaught() {
    Supplier<CorrectVariants> sabotaged =
        () ->
            new CorrectVariants() {
              @Override
              ImageRepository repository() {
                return new ForwardingRepository(images) {
                  @Override
                  public Optional<Image> delete(OwnerId owner, ImageId id) {
                    return super.find(owner, id);
                  }
                };
              }
            };
    verdictOn(sabotaged).names("Q2:");
  }

  @Test
  void namingThatForgetsWhatOthersNamedIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  private List<VariantSpec> last = List.of();

                  @Override
                  public void name(Collection<VariantSpec> variants) {
                    super.name(variants);
                    last = List.copyOf(variants);
                  }

                  @Override
                  public List<VariantSpec> named() {
                    return super.named().stream().filter(last::contains).toList();
                  }
                })
        .names("Q3:");
  }

  @Test
  void followingWhoeverNamesLastIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  private final Map<VariantName, VariantSpec> last = new TreeMap<>();

                  @Override
                  public void name(Collection<VariantSpec> variants) {
                    super.name(variants);
                    variants.forEach(spec -> last.put(spec.name(), spec));
                  }

                  @Override
                  public List<VariantSpec> named() {
                    return super.named().stream().map(spec -> last.get(spec.name())).toList();
                  }
                })
        .names("Q4: the one first named last");
  }

  @Test
  void aRendererThatIsSaidToWriteEverythingIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public void atWork(Set<MediaType> reads, Set<Encoding> writes) {
                    super.atWork(reads, Set.of(Encoding.values()));
                  }
                })
        .names("Q5, Q6:");
  }

  @Test
  void abilitiesOfWhoIsGoneAreCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  private final Set<Ability> seen = new HashSet<>();

                  @Override
                  public Set<Ability> abilities() {
                    seen.addAll(super.abilities());
                    return Set.copyOf(seen);
                  }
                })
        .names("Q6: of those that are still at work");
  }

  @Test
  void theOldestFirstIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public List<Rendering> claim(
                      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
                    List<Rendering> claims =
                        new ArrayList<>(super.claim(reads, writes, timeout, limit));
                    Collections.reverse(claims);
                    return claims;
                  }
                })
        .names("Q7:");
  }

  @Test
  void aLeaseThatDoesNotKeepOthersAwayIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public List<Rendering> claim(
                      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
                    List<Rendering> claims = super.claim(reads, writes, timeout, limit);
                    if (claims.isEmpty()) {
                      all.clock.advance(Duration.ofMinutes(10));
                    }
                    return claims.isEmpty() ? super.claim(reads, writes, timeout, limit) : claims;
                  }
                })
        .names("Q8:");
  }

  @Test
  void anImageForWhoCannotReadItIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public List<Rendering> claim(
                      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
                    return super.claim(allTypes(), writes, timeout, limit);
                  }

                  private Set<MediaType> allTypes() {
                    return all.images.pageByKey("", 1000).stream()
                        .map(image -> image.original().mediaType())
                        .collect(Collectors.toSet());
                  }
                })
        .names("Q9: others do not read it");
  }

  @Test
  void aWebpForWhoCannotWriteItIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public List<Rendering> claim(
                      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
                    return super.claim(reads, Set.of(Encoding.values()), timeout, limit);
                  }
                })
        .names("Q9: nothing to write");
  }

  @Test
  void aLeaseForOneVariantOnlyIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public List<Rendering> claim(
                      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
                    int named = Math.max(1, super.named().size());
                    return super.claim(reads, writes, timeout.dividedBy(named), limit);
                  }
                })
        .names("Q10:");
  }

  @Test
  void aSecondChanceForWhatCannotBeRenderedIsCaught() {
    verdictOn(settling(Map.of(Outcome.FAILED, Outcome.DIED))).names("Q11: it never waits again");
  }

  @Test
  void aDeathThatCountsAsFailureIsCaught() {
    verdictOn(settling(Map.of(Outcome.DIED, Outcome.FAILED))).names("Q11: it is tried again");
  }

  @Test
  void aDeathThatCountsAsNoTryIsCaught() {
    verdictOn(settling(Map.of(Outcome.DIED, Outcome.DONE))).names("Q11, Q13: after the last try");
  }

  @Test
  void anOutageThatCountsAsATryIsCaught() {
    verdictOn(settling(Map.of(Outcome.POSTPONED, Outcome.DIED)))
        .names("Q11: it is tried again in ten minutes at most");
  }

  private static Function<CorrectVariants, RenderingQueue> settling(Map<Outcome, Outcome> as) {
    return all ->
        new Queue(all) {
          @Override
          public void settle(Rendering rendering, Outcome outcome) {
            super.settle(rendering, as.getOrDefault(outcome, outcome));
          }
        };
  }

  @Test
  void anyonesClaimThatSettlesIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  private final Map<ImageId, Rendering> current = new HashMap<>();

                  @Override
                  public synchronized List<Rendering> claim(
                      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
                    List<Rendering> claims = super.claim(reads, writes, timeout, limit);
                    claims.forEach(claim -> current.put(claim.image().id(), claim));
                    return claims;
                  }

                  @Override
                  public synchronized void settle(Rendering rendering, Outcome outcome) {
                    super.settle(current.get(rendering.image().id()), outcome);
                  }
                })
        .names("Q12:");
  }

  @Test
  void tellingOfAnothersFailureIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public Set<ImageId> failed(OwnerId owner, Collection<ImageId> images) {
                    return all.images.pageByKey("", 1000).stream()
                        .filter(image -> images.contains(image.id()))
                        .flatMap(image -> super.failed(image.owner(), images).stream())
                        .collect(Collectors.toSet());
                  }
                })
        .names("Q13:");
  }

  @Test
  void aRetryThatDoesNothingIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public int retryFailed() {
                    return (int) super.waiting().failed();
                  }
                })
        .names("Q14:");
  }

  @Test
  void olderImagesThatNobodyAsksForAreCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public boolean fill(int limit) {
                    return false;
                  }
                })
        .names("Q15: all that are READY");
  }

  @Test
  void askingAgainForWhatFailedIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public boolean fill(int limit) {
                    super.retryFailed();
                    return super.fill(limit);
                  }
                })
        .names("Q15: nor is it asked for again");
  }

  @Test
  void lookingAtOlderImagesOnlyOnceIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  private boolean over;

                  @Override
                  public boolean fill(int limit) {
                    if (!over && !super.named().isEmpty()) {
                      over = !super.fill(limit);
                      return !over;
                    }
                    return false;
                  }
                })
        .names("Q15: another variant is wanted of all images");
  }

  @Test
  void notCountingWhatFailedIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public Waiting waiting() {
                    Waiting counted = super.waiting();
                    return new Waiting(counted.images(), 0, counted.oldest());
                  }
                })
        .names("Q16:");
  }

  @Test
  void aLimitThatIsCutToSizeIsCaught() {
    verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public boolean fill(int limit) {
                    return super.fill(Math.max(1, Math.min(limit, 1000)));
                  }
                })
        .names("Q17:");
  }

  @Test
  void everyTestOfTheContractCanFail() {
    Verdict verdict =
        verdictOn(
            all ->
                new Queue(all) {
                  @Override
                  public void name(Collection<VariantSpec> variants) {
                    throw new IllegalStateException("sabotaged");
                  }

                  @Override
                  public Set<Ability> abilities() {
                    throw new IllegalStateException("sabotaged");
                  }

                  @Override
                  public List<Rendering> claim(
                      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
                    throw new IllegalStateException("sabotaged");
                  }

                  @Override
                  public Waiting waiting() {
                    throw new IllegalStateException("sabotaged");
                  }
                });
    assertThat(verdict.passed()).isZero();
  }

  private static Verdict verdictOn(Function<CorrectVariants, RenderingQueue> sabotaged) {
    return verdictOn(
        () ->
            new CorrectVariants() {
              private final RenderingQueue renderings = sabotaged.apply(this);

              @Override
              RenderingQueue renderings() {
                return renderings;
              }
            });
  }

  private static Verdict verdictOn(Supplier<CorrectVariants> sabotaged) {
    suspect = sabotaged;
    return Verdict.of(Contract.class);
  }
}
