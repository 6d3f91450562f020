package dev.imagevault.spring;

import dev.imagevault.domain.Quota;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * What an application says of its vault in properties. What they do not cover is said by a bean: of
 * {@link VaultPolicy}, or of a port.
 *
 * @param bucket the S3 bucket that holds the images
 * @param region of the bucket; without it, the host's S3Client's, or AWS's default chain's
 * @param endpoint of a store that is not AWS's; without it, the host's S3Client's
 * @param imageUrls how images are shown: through CloudFront, or by URLs that the store signs
 * @param cloudfront the distribution, and the key that signs for it
 * @param directUploads whether clients may send files straight to the store
 * @param schema of the database that holds the tables; without it, the first of the search path
 * @param migrate whether the tables are made and migrated at start, after the host's own migrations
 * @param sweepInterval between two sweeps of this process; zero: never
 * @param sweepDelay the age at which unfinished work is taken up; the same on every instance
 * @param maxFileSize that a file may have
 * @param maxImagesPerUser how many images one user may keep; without it, any number
 * @param maxBytesPerUser how much one user may keep; without it, as much as there is
 * @param signedUrlTtl how long a URL lives at the most
 * @param variants smaller pictures of every image, such as thumb:400
 * @param rendering how decoders are kept apart that make the variants; off: others make them
 */
@ConfigurationProperties("imagevault")
record ImageVaultProperties(
    @Nullable String bucket,
    @Nullable String region,
    @Nullable URI endpoint,
    @DefaultValue("cloudfront") ImageUrls imageUrls,
    @DefaultValue CloudFront cloudfront,
    @DefaultValue("false") boolean directUploads,
    @Nullable String schema,
    @DefaultValue("true") boolean migrate,
    @DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration sweepInterval,
    @DefaultValue("10m") @DurationUnit(ChronoUnit.SECONDS) Duration sweepDelay,
    @DefaultValue("5MB") DataSize maxFileSize,
    @Nullable Long maxImagesPerUser,
    @Nullable DataSize maxBytesPerUser,
    @DefaultValue("1h") @DurationUnit(ChronoUnit.SECONDS) Duration signedUrlTtl,
    @DefaultValue List<String> variants,
    @DefaultValue("sandbox") Rendering rendering) {

  /** How images are shown. */
  enum ImageUrls {
    /** Through CloudFront. */
    CLOUDFRONT,
    /** By the store itself, with presigned URLs. */
    S3
  }

  /** How a decoder is kept from the rest of the machine. */
  enum Rendering {
    /** It sees nothing but its image. */
    SANDBOX,
    /** It is a process with limits. */
    LIMITS,
    /** This process makes no variants. */
    OFF
  }

  /**
   * The distribution, and the key that signs for it.
   *
   * @param domain host or base URL of the distribution
   * @param keyPairId the id of the public key at CloudFront
   * @param privateKey its private key, in PEM
   */
  record CloudFront(
      @Nullable String domain, @Nullable String keyPairId, @Nullable String privateKey) {

    /** Does not show the private key. */
    @Override
    public String toString() {
      return "CloudFront[" + domain + ", " + keyPairId + "]";
    }
  }

  /** Returns what these properties make of {@link VaultPolicy#DEFAULT}. */
  VaultPolicy policy() {
    return VaultPolicy.DEFAULT
        .withMaxFileSize(maxFileSize.toBytes())
        .withSignedUrls(signedUrlTtl, VaultPolicy.DEFAULT.signedUrlWindow())
        .withSweepDelay(sweepDelay)
        .withQuota(new Quota(limit(maxImagesPerUser), limit(maxBytes())))
        .withVariants(variants.stream().map(VariantSpec::parse).toList());
  }

  private @Nullable Long maxBytes() {
    return maxBytesPerUser == null ? null : maxBytesPerUser.toBytes();
  }

  private static OptionalLong limit(@Nullable Long most) {
    return most == null ? OptionalLong.empty() : OptionalLong.of(most);
  }

  /** Returns a property's value, or says what to do about it. */
  static String required(@Nullable String value, String name, String remedy) {
    return Optional.ofNullable(value)
        .filter(it -> !it.isBlank())
        .orElseThrow(() -> new MissingPropertyException(name, remedy));
  }
}
