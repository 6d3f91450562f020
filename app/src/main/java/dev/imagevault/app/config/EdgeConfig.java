package dev.imagevault.app.config;

import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.DistributionUrl;
import dev.imagevault.cloudfront.SignatureHash;
import dev.imagevault.s3.S3UrlSigner;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where images are served, and what their URLs are signed with.
 *
 * @param distribution in front of the bucket
 * @param key that the distribution trusts
 * @param hash that signatures use
 * @param cache of the distribution, from which deleted images go too; empty to let it be
 */
public record EdgeConfig(
    DistributionUrl distribution, CloudFrontKey key, SignatureHash hash, Optional<Cache> cache) {

  /**
   * What CloudFront keeps of images.
   *
   * @param distributionId such as EDFDVBD6EXAMPLE
   * @param endpoint of another API than AWS's own
   */
  public record Cache(String distributionId, Optional<URI> endpoint) {}

  /** Of no use without an edge. Its cache is one more, and to name it is a mistake. */
  private static final List<Variable> ITS_OWN =
      List.of(
          Variable.CLOUDFRONT_DOMAIN,
          Variable.CLOUDFRONT_KEY_PAIR_ID,
          Variable.CLOUDFRONT_PRIVATE_KEY,
          Variable.CLOUDFRONT_SIGNATURE_HASH,
          Variable.AWS_ENDPOINT_URL_CLOUDFRONT);

  /**
   * Returns the edge, or empty if the store serves images itself, by URLs that it presigned; every
   * problem is the reader's.
   */
  static Optional<EdgeConfig> read(ConfigReader reader, Duration urlLife) {
    if (reader.either(Variable.IMAGE_URLS, true, "cloudfront", "s3")) {
      return read(reader);
    }
    if (urlLife.compareTo(S3UrlSigner.LONGEST_LIFE) > 0) {
      reader.problem(
          Variable.SIGNED_URL_TTL,
          "is over 604800, the 7 days that a URL of IMAGE_URLS=s3 can live at most: lower it");
    }
    if (reader.has(Variable.CLOUDFRONT_DISTRIBUTION_ID)) {
      reader.problem(
          Variable.CLOUDFRONT_DISTRIBUTION_ID,
          "is set, but with IMAGE_URLS=s3 there is no edge to remove deleted images from: unset"
              + " one of them");
    }
    return Optional.empty();
  }

  /**
   * Returns the variables that are set and ignored, since {@code IMAGE_URLS=s3} does without an
   * edge.
   */
  public static List<Variable> ignored(Environment environment) {
    boolean atTheStore =
        environment.get(Variable.IMAGE_URLS).filter("s3"::equalsIgnoreCase).isPresent();
    return atTheStore ? ITS_OWN.stream().filter(environment::has).toList() : List.of();
  }

  private static Optional<EdgeConfig> read(ConfigReader reader) {
    Optional<DistributionUrl> distribution =
        reader.required(Variable.CLOUDFRONT_DOMAIN, DistributionUrl::parse);
    SignatureHash hash =
        reader
            .optional(Variable.CLOUDFRONT_SIGNATURE_HASH, EdgeConfig::hash)
            .orElse(SignatureHash.SHA1);
    Optional<CloudFrontKey> key = key(reader);
    Optional<URI> endpoint =
        reader.optional(Variable.AWS_ENDPOINT_URL_CLOUDFRONT, StoreConfig::endpoint);
    Optional<Cache> cache =
        reader
            .optional(Variable.CLOUDFRONT_DISTRIBUTION_ID, EdgeConfig::checkedDistributionId)
            .map(id -> new Cache(id, endpoint));
    return distribution.isPresent() && key.isPresent()
        ? Optional.of(new EdgeConfig(distribution.get(), key.get(), hash, cache))
        : Optional.empty();
  }

  private static SignatureHash hash(String text) {
    return Arrays.stream(SignatureHash.values())
        .filter(hash -> hash.name().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("is neither SHA1 nor SHA256"));
  }

  private static Optional<CloudFrontKey> key(ConfigReader reader) {
    Optional<String> id =
        reader.required(Variable.CLOUDFRONT_KEY_PAIR_ID, EdgeConfig::checkedKeyPairId);
    return reader.required(
        Variable.CLOUDFRONT_PRIVATE_KEY, pem -> CloudFrontKey.parse(id.orElse("-"), pem));
  }

  private static String checkedKeyPairId(String id) {
    if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException(
          "is no id of a CloudFront public key, such as K2JCJMDEHXQW5F");
    }
    return id;
  }

  private static String checkedDistributionId(String id) {
    if (!id.matches("[A-Za-z0-9]{1,64}")) {
      throw new IllegalArgumentException("is no distribution's id, such as EDFDVBD6EXAMPLE");
    }
    return id;
  }
}
