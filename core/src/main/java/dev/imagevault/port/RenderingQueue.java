package dev.imagevault.port;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.VariantSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Which images wait for variants, which variants those are, and who makes them. It belongs to one
 * {@link ImageRepository} and its {@link VariantRepository}. Thread-safe; any number of processes
 * may share one.
 *
 * <p>While anybody {@linkplain #named names} a variant, every image waits for rendering from the
 * same atomic step on that {@linkplain ImageRepository#publish publishes} it (Q1). A renderer
 * {@linkplain #claim claims} it and then {@linkplain #settle settles} the claim; if it dies first,
 * the lease ends. An image stops waiting when it is deleted (Q2).
 *
 * <p>Each method is atomic, and what it did is durable and visible to all when it returns. Ages and
 * leases are judged by the repository's own clock. Every method throws {@link BackEndException} of
 * {@code DATABASE}. A limit that is not 1 to 1000 is refused by the queue itself, with {@link
 * IllegalArgumentException} (Q17).
 */
public interface RenderingQueue {

  /** For how long a variant is made and kept after somebody last named it. */
  Duration NAMED = Duration.ofHours(24);

  /** For how long somebody who named a variant, or who reads a format, counts as being at work. */
  Duration AT_WORK = Duration.ofMinutes(5);

  /** How often a decoder may die of an image. */
  int TRIES = 3;

  /**
   * The caller's instance wants these variants (Q3). Every instance says so at start and once a
   * minute. A variant that nobody has named for {@link #NAMED}, or that was never named, begins
   * anew: images stored before are {@linkplain #fill asked for}.
   */
  void name(Collection<VariantSpec> variants);

  /**
   * Returns what is wanted: of every name that somebody has named within {@link #NAMED}, one
   * variant (Q4). If instances name different variants of one name, as during a rolling update, it
   * is of those named within {@link #AT_WORK} the one that was first named last; if there are none,
   * it is the one named last.
   *
   * @return in the order of names
   */
  List<VariantSpec> named();

  /** Somebody is at work who reads these formats and writes these encodings (Q5). */
  void atWork(Set<MediaType> reads, Set<Encoding> writes);

  /** Returns what those can render who said that they are at work within {@link #AT_WORK} (Q6). */
  Set<Ability> abilities();

  /**
   * Something that somebody at work can do.
   *
   * @param reads the format of the original
   * @param writes what it makes of it
   */
  record Ability(MediaType reads, Encoding writes) {}

  /**
   * Takes up READY images that wait for rendering, the newest first (Q7): no other call returns
   * them before the lease is over or the claim is settled (Q8). An image is returned only if it has
   * one of the formats that the caller reads. What lacks only a WebP is returned only if the caller
   * writes WebP (Q9). What lacks nothing any more is returned too, to be settled.
   *
   * @param timeout for each variant; the lease is as long as all those that are named may take, and
   *     a minute (Q10)
   * @param limit 1 to 1000
   */
  List<Rendering> claim(Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit);

  /** How a rendering ended. */
  enum Outcome {
    /** What was {@linkplain Rendering#missing missing} is READY. */
    DONE,
    /** The image cannot be rendered. */
    FAILED,
    /** The decoder died or took too long: after {@link #TRIES} of them the image is FAILED. */
    DIED,
    /** Something else failed, such as the store. It is tried again soon, and counts for nothing. */
    POSTPONED
  }

  /**
   * The claim is over (Q11).
   *
   * <ul>
   *   <li>DONE: the image waits no more. If it still lacks something that is {@linkplain #named
   *       wanted}, such as what this renderer could not write, or what was named meanwhile, it can
   *       be claimed again in ten seconds, by whoever writes it.
   *   <li>FAILED: the image is FAILED, and never waits again by itself.
   *   <li>DIED: the image is FAILED if it was the last of {@link #TRIES}; else it can be claimed
   *       again in ten seconds.
   *   <li>POSTPONED: it can be claimed again in ten seconds, which double each time, up to ten
   *       minutes.
   * </ul>
   *
   * <p>A claim that is settled, or that another has taken up after its lease, changes nothing
   * (Q12).
   */
  void settle(Rendering rendering, Outcome outcome);

  /** Returns which of these images of the owner's are FAILED (Q13). */
  Set<ImageId> failed(OwnerId owner, Collection<ImageId> images);

  /**
   * All FAILED images wait again, and count no tries (Q14).
   *
   * @return how many
   */
  int retryFailed();

  /**
   * READY images that lack a {@linkplain #named wanted} variant wait for rendering, the newest
   * first (Q15). FAILED ones stay so. The work goes on where the last call, of anybody's, left it.
   * It begins anew when another variant of a name is wanted, or one that {@linkplain #name begins
   * anew}. If it is called until it returns false, and so again a minute later, it misses none of
   * the images that were being published at that moment.
   *
   * @param limit how many images to look at, 1 to 1000
   * @return whether there is more to look at now
   */
  boolean fill(int limit);

  /** Returns how many images wait, of all owners together (Q16). */
  Waiting waiting();

  /**
   * How much there is to render.
   *
   * @param images that wait, claimed ones included
   * @param failed that cannot be rendered
   * @param oldest for how long the one has waited that has waited longest; zero if there is none
   */
  record Waiting(long images, long failed, Duration oldest) {}
}
