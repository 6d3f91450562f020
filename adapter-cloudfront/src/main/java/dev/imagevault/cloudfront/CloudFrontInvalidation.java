package dev.imagevault.cloudfront;

import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.Sha256;
import dev.imagevault.port.EdgeInvalidation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;
import software.amazon.awssdk.services.cloudfront.model.CreateInvalidationRequest;
import software.amazon.awssdk.services.cloudfront.model.ListInvalidationsRequest;

/**
 * Invalidates objects in a distribution's caches ("Invalidate files to remove content"). One call
 * is one invalidation, with a path for each key. Thread-safe.
 *
 * <p>Its caller reference is a digest of the paths, so CloudFront knows a repeat, the client's own
 * retries included, and neither does nor charges it again.
 */
public final class CloudFrontInvalidation implements EdgeInvalidation {

  private static final Pattern DISTRIBUTION_ID = Pattern.compile("[A-Za-z0-9]{1,64}");

  private final CloudFrontClient cloudFront;
  private final String distributionId;
  private final DistributionUrl distribution;

  /**
   * Invalidates in this distribution.
   *
   * @param cloudFront such as {@link CloudFrontConnection#newClient} makes; the caller closes it
   * @param distributionId such as {@code EDFDVBD6EXAMPLE}
   * @param distribution under which viewers request the objects
   * @throws IllegalArgumentException where that is no distribution's id; the message does not
   *     repeat it
   */
  public CloudFrontInvalidation(
      CloudFrontClient cloudFront, String distributionId, DistributionUrl distribution) {
    if (!DISTRIBUTION_ID.matcher(distributionId).matches()) {
      throw new IllegalArgumentException(
          "a distribution id is made of letters and digits, such as EDFDVBD6EXAMPLE");
    }
    this.cloudFront = cloudFront;
    this.distributionId = distributionId;
    this.distribution = distribution;
  }

  @Override
  public void invalidate(Set<ObjectKey> keys, Duration timeout) {
    if (keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException(
          "at most " + MAX_KEYS + " keys are invalidated at a time, not " + keys.size());
    }
    AwsRequestOverrideConfiguration settings = within(timeout);
    if (keys.isEmpty()) {
      return;
    }
    List<String> paths = keys.stream().map(distribution::pathOf).sorted().toList();
    CreateInvalidationRequest request =
        CreateInvalidationRequest.builder()
            .distributionId(distributionId)
            .invalidationBatch(
                batch ->
                    batch
                        .callerReference(callerReference(paths))
                        .paths(all -> all.items(paths).quantity(paths.size())))
            .overrideConfiguration(settings)
            .build();
    try {
      cloudFront.createInvalidation(request);
    } catch (SdkException e) {
      throw CloudFrontErrors.translate("invalidate in", "CreateInvalidation", distributionId, e);
    }
  }

  /**
   * The distribution is there, and its invalidations may be listed with these credentials.
   *
   * @param timeout positive
   * @throws dev.imagevault.domain.BackEndException as {@link #invalidate} does
   */
  public void ping(Duration timeout) {
    ListInvalidationsRequest request =
        ListInvalidationsRequest.builder()
            .distributionId(distributionId)
            .maxItems("1")
            .overrideConfiguration(within(timeout))
            .build();
    try {
      cloudFront.listInvalidations(request);
    } catch (SdkException e) {
      throw CloudFrontErrors.translate("list", "ListInvalidations", distributionId, e);
    }
  }

  private static AwsRequestOverrideConfiguration within(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a time-out is positive, not " + timeout);
    }
    return AwsRequestOverrideConfiguration.builder().apiCallTimeout(timeout).build();
  }

  private static String callerReference(List<String> paths) {
    try {
      byte[] text = String.join("\n", paths).getBytes(StandardCharsets.UTF_8);
      return "imagevault-" + Sha256.of(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
