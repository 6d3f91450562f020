package dev.imagevault.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What whoever runs it chooses: what is accepted, how long URLs live, and when unfinished work is
 * taken up.
 *
 * @param maxFileSize bytes that a file may have, 1 to {@link #MAX_FILE_SIZE_LIMIT}
 * @param maxPixels that a frame of an image may have, 1 to {@link #MAX_PIXELS_LIMIT}
 * @param stripMetadata whether private metadata is removed before an image is stored
 * @param signedUrlTtl how long a URL lives at the most, at least a second
 * @param signedUrlWindow how long one image keeps one URL; zero signs afresh each time, and more
 *     than half the TTL counts as half
 * @param sweepDelay the age at which unfinished work is taken up, at least {@link
 *     #MIN_SWEEP_DELAY}; the same on every instance
 * @param quota what one user may keep; the same on every instance
 * @param variants the smaller pictures that are made of every image and shown with it, up to {@link
 *     #MAX_VARIANTS}, each with another name; none, and nothing of variants is ever mentioned
 * @param variantTimeout how long making one of them may take, positive
 */
public record VaultPolicy(
    long maxFileSize,
    long maxPixels,
    boolean stripMetadata,
    Duration signedUrlTtl,
    Duration signedUrlWindow,
    Duration sweepDelay,
    Quota quota,
    List<VariantSpec> variants,
    Duration variantTimeout) {

  /** 64 MiB: an image is held in memory while it is checked. */
  public static final long MAX_FILE_SIZE_LIMIT = 64L << 20;

  /** 1 Gi pixels, for which a decoder needs 4 GiB. */
  public static final long MAX_PIXELS_LIMIT = 1L << 30;

  /** Shorter, and a store that takes a second would have its uploads swept away. */
  public static final Duration MIN_SWEEP_DELAY = Duration.ofSeconds(3);

  /** More are seldom of use, and each is an object that costs. */
  public static final int MAX_VARIANTS = 8;

  /**
   * 5 MiB files of 256 Mi pixels, cleaned, as phones make 200 million; URLs of an hour that stay
   * the same for five minutes; ten minutes; no quota; no variants, of which one may take 30
   * seconds.
   */
  public static final VaultPolicy DEFAULT =
      new VaultPolicy(
          5L << 20,
          256L << 20,
          true,
          Duration.ofHours(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(10),
          Quota.UNLIMITED,
          List.of(),
          Duration.ofSeconds(30));

  private static final Duration MAX_PUT_TIMEOUT = Duration.ofSeconds(20);

  /** Refuses values outside the ranges above. */
  public VaultPolicy {
    if (maxFileSize < 1 || maxFileSize > MAX_FILE_SIZE_LIMIT) {
      throw new IllegalArgumentException(
          "maxFileSize is between 1 and " + MAX_FILE_SIZE_LIMIT + ", not " + maxFileSize);
    }
    if (maxPixels < 1 || maxPixels > MAX_PIXELS_LIMIT) {
      throw new IllegalArgumentException(
          "maxPixels is between 1 and " + MAX_PIXELS_LIMIT + ", not " + maxPixels);
    }
    if (signedUrlTtl.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("signedUrlTtl is a second at least, not " + signedUrlTtl);
    }
    if (signedUrlWindow.isNegative()) {
      throw new IllegalArgumentException("signedUrlWindow is not negative: " + signedUrlWindow);
    }
    if (sweepDelay.compareTo(MIN_SWEEP_DELAY) < 0) {
      throw new IllegalArgumentException(
          "sweepDelay is " + MIN_SWEEP_DELAY + " at least, not " + sweepDelay);
    }
    if (variants.size() > MAX_VARIANTS) {
      throw new IllegalArgumentException(
          "there are " + MAX_VARIANTS + " variants at the most, not " + variants.size());
    }
    if (variants.stream().map(VariantSpec::name).distinct().count() < variants.size()) {
      throw new IllegalArgumentException("two variants have one name: " + variants);
    }
    if (variantTimeout.isNegative() || variantTimeout.isZero()) {
      throw new IllegalArgumentException("variantTimeout is positive, not " + variantTimeout);
    }
    variants = List.copyOf(variants);
  }

  /** Returns the same with another {@code maxFileSize}. */
  public VaultPolicy withMaxFileSize(long bytes) {
    return new VaultPolicy(
        bytes,
        maxPixels,
        stripMetadata,
        signedUrlTtl,
        signedUrlWindow,
        sweepDelay,
        quota,
        variants,
        variantTimeout);
  }

  /** Returns the same with another {@code maxPixels}. */
  public VaultPolicy withMaxPixels(long pixels) {
    return new VaultPolicy(
        maxFileSize,
        pixels,
        stripMetadata,
        signedUrlTtl,
        signedUrlWindow,
        sweepDelay,
        quota,
        variants,
        variantTimeout);
  }

  /** Returns the same with another {@code stripMetadata}. */
  public VaultPolicy withStripMetadata(boolean strip) {
    return new VaultPolicy(
        maxFileSize,
        maxPixels,
        strip,
        signedUrlTtl,
        signedUrlWindow,
        sweepDelay,
        quota,
        variants,
        variantTimeout);
  }

  /** Returns the same with another life and window of URLs. */
  public VaultPolicy withSignedUrls(Duration ttl, Duration window) {
    return new VaultPolicy(
        maxFileSize,
        maxPixels,
        stripMetadata,
        ttl,
        window,
        sweepDelay,
        quota,
        variants,
        variantTimeout);
  }

  /** Returns the same with another {@code sweepDelay}. */
  public VaultPolicy withSweepDelay(Duration delay) {
    return new VaultPolicy(
        maxFileSize,
        maxPixels,
        stripMetadata,
        signedUrlTtl,
        signedUrlWindow,
        delay,
        quota,
        variants,
        variantTimeout);
  }

  /** Returns the same with another {@code quota}. */
  public VaultPolicy withQuota(Quota other) {
    return new VaultPolicy(
        maxFileSize,
        maxPixels,
        stripMetadata,
        signedUrlTtl,
        signedUrlWindow,
        sweepDelay,
        other,
        variants,
        variantTimeout);
  }

  /** Returns the same with other {@code variants}. */
  public VaultPolicy withVariants(List<VariantSpec> wanted) {
    return new VaultPolicy(
        maxFileSize,
        maxPixels,
        stripMetadata,
        signedUrlTtl,
        signedUrlWindow,
        sweepDelay,
        quota,
        wanted,
        variantTimeout);
  }

  /** Returns the same with another {@code variantTimeout}. */
  public VaultPolicy withVariantTimeout(Duration each) {
    return new VaultPolicy(
        maxFileSize,
        maxPixels,
        stripMetadata,
        signedUrlTtl,
        signedUrlWindow,
        sweepDelay,
        quota,
        variants,
        each);
  }

  /**
   * Returns how long one put to the store may take, retries included: a third of the sweep delay,
   * 20 seconds at most, so that a sweep never races a living upload.
   */
  public Duration putTimeout() {
    Duration third = sweepDelay.dividedBy(3);
    return third.compareTo(MAX_PUT_TIMEOUT) < 0 ? third : MAX_PUT_TIMEOUT;
  }

  /**
   * Returns when a URL handed out now expires. Time is cut into windows, and all URLs of one image
   * handed out in one window expire at the same second, so that they are the same URL on every
   * instance. The windows of different images begin at different times, so that not all are signed
   * anew at once.
   *
   * @return a whole second, after now by the TTL at the most and by more than the TTL less the
   *     window
   */
  public Instant urlExpiry(ObjectKey key, Instant now) {
    long ttl = signedUrlTtl.toSeconds();
    long window = Math.min(signedUrlWindow.toSeconds(), ttl / 2);
    long second = now.getEpochSecond();
    if (window > 0) {
      // String.hashCode is specified, so every instance finds the same offset.
      long offset = Math.floorMod(key.value().hashCode(), window);
      second -= Math.floorMod(second - offset, window);
    }
    return Instant.ofEpochSecond(second + ttl);
  }
}
