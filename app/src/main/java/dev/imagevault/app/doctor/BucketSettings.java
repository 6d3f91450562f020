package dev.imagevault.app.doctor;

import dev.imagevault.domain.ObjectKey;
import dev.imagevault.s3.S3Bucket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.ObjectOwnership;
import software.amazon.awssdk.services.s3.model.OwnershipControls;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;

/** Looks at how a bucket is set up. */
final class BucketSettings {

  /** Of each question. */
  static final AwsRequestOverrideConfiguration TIMEOUT =
      AwsRequestOverrideConfiguration.builder().apiCallTimeout(Duration.ofSeconds(5)).build();

  private static final String NOT_TOLD = "this store does not tell";

  /** S3 answers with an error where nothing is set. */
  private static final Set<String> UNSET =
      Set.of(
          "NoSuchPublicAccessBlockConfiguration",
          "OwnershipControlsNotFoundError",
          "NoSuchLifecycleConfiguration");

  private final S3Client s3;
  private final S3Bucket bucket;

  /** Nothing is asked yet. */
  BucketSettings(S3Client s3, S3Bucket bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  /** Nothing in the bucket becomes public by mistake. */
  Finding publicAccess() {
    String check = "public access";
    try {
      Optional<PublicAccessBlockConfiguration> block =
          ask(
              () ->
                  s3.getPublicAccessBlock(
                          b -> b.bucket(bucket.name()).overrideConfiguration(TIMEOUT))
                      .publicAccessBlockConfiguration());
      if (block.filter(each -> settings(each).allMatch(Objects::isNull)).isPresent()) {
        return Finding.unchecked(check, NOT_TOLD);
      }
      return block.filter(each -> settings(each).allMatch(Boolean.TRUE::equals)).isPresent()
          ? Finding.ok(check, "blocked")
          : Finding.failed(
              check,
              "not wholly blocked: switch on all four settings of the bucket's public access"
                  + " block");
    } catch (SdkException e) {
      return Finding.unchecked(check, reason(e, "s3:GetBucketPublicAccessBlock"));
    }
  }

  /** A store that does not know the question may answer another one, so that all are null. */
  private static Stream<@Nullable Boolean> settings(PublicAccessBlockConfiguration block) {
    return Stream.of(
        block.blockPublicAcls(),
        block.ignorePublicAcls(),
        block.blockPublicPolicy(),
        block.restrictPublicBuckets());
  }

  /**
   * The bucket takes the ACL that puts carry.
   *
   * @param stored whether it took one
   */
  Finding accessControl(boolean stored) {
    String check = "access control";
    String acl = "S3_ACL=" + bucket.acl().map(ObjectCannedACL::toString).orElse("none");
    try {
      Optional<OwnershipControls> controls =
          ask(
              () ->
                  s3.getBucketOwnershipControls(
                          b -> b.bucket(bucket.name()).overrideConfiguration(TIMEOUT))
                      .ownershipControls());
      if (controls.filter(each -> each.rules().isEmpty()).isPresent()) {
        return Finding.unchecked(check, NOT_TOLD);
      }
      boolean disabled =
          controls.map(OwnershipControls::rules).stream()
              .flatMap(List::stream)
              .anyMatch(rule -> rule.objectOwnership() == ObjectOwnership.BUCKET_OWNER_ENFORCED);
      if (!disabled) {
        return Finding.ok(check, "the bucket has ACLs enabled, and " + acl + " keeps to private");
      }
      if (stored || bucket.acl().filter(ObjectCannedACL.PRIVATE::equals).isEmpty()) {
        return Finding.ok(check, "the bucket has ACLs disabled, and takes " + acl);
      }
      return Finding.failed(
          check, "the bucket has ACLs disabled and may refuse " + acl + ": unset S3_ACL");
    } catch (SdkException e) {
      return Finding.unchecked(check, reason(e, "s3:GetBucketOwnershipControls"));
    }
  }

  /** What is deleted is gone, soon at least. To keep it is a choice, so it does not fail. */
  Finding versioning() {
    String check = "versioning";
    try {
      Optional<BucketVersioningStatus> status =
          Optional.ofNullable(
              s3.getBucketVersioning(b -> b.bucket(bucket.name()).overrideConfiguration(TIMEOUT))
                  .status());
      if (status.isEmpty()) {
        return Finding.ok(check, "off: what is deleted is gone");
      }
      String state = status.get().toString().toLowerCase(Locale.ROOT);
      return expiresOldVersions()
          ? Finding.ok(check, state + ", and a lifecycle rule lets old versions expire")
          : Finding.unchecked(
              check,
              "warning: "
                  + state
                  + ", and no lifecycle rule lets old versions expire, so deleted images stay:"
                  + " add one with NoncurrentVersionExpiration");
    } catch (SdkException e) {
      return Finding.unchecked(
          check, reason(e, "s3:GetBucketVersioning and s3:GetLifecycleConfiguration"));
    }
  }

  private boolean expiresOldVersions() {
    return ask(
            () ->
                s3.getBucketLifecycleConfiguration(
                        b -> b.bucket(bucket.name()).overrideConfiguration(TIMEOUT))
                    .rules())
        .stream()
        .flatMap(List::stream)
        .anyMatch(
            rule ->
                rule.status() == ExpirationStatus.ENABLED
                    && rule.noncurrentVersionExpiration() != null
                    && coversImages(rule));
  }

  /** A rule for some prefix, tag or size alone may leave images out. */
  private static boolean coversImages(LifecycleRule rule) {
    LifecycleRuleFilter filter = rule.filter();
    if (filter == null) {
      return rule.prefix() == null || ObjectKey.PREFIX.startsWith(rule.prefix());
    }
    return filter.and() == null
        && filter.tag() == null
        && filter.objectSizeGreaterThan() == null
        && filter.objectSizeLessThan() == null
        && (filter.prefix() == null || ObjectKey.PREFIX.startsWith(filter.prefix()));
  }

  /** Returns what S3 answers; empty where it says that nothing is set. */
  private static <T> Optional<T> ask(Supplier<T> request) {
    try {
      T answer = request.get();
      if (answer == null) {
        throw SdkClientException.create("an answer without a body");
      }
      return Optional.of(answer);
    } catch (AwsServiceException e) {
      if (UNSET.contains(code(e))) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns why it could not be looked at. */
  private static String reason(SdkException e, String permission) {
    if (!(e instanceof AwsServiceException answer)) {
      return "S3 gave no answer that could be read (" + e.getMessage() + ")";
    }
    return answer.statusCode() == 403 && code(answer).equals("AccessDenied")
        ? "the credentials lack " + permission
        : NOT_TOLD + " (" + code(answer) + ", HTTP " + answer.statusCode() + ")";
  }

  private static String code(AwsServiceException e) {
    return e.awsErrorDetails() == null
        ? "no code"
        : Objects.requireNonNullElse(e.awsErrorDetails().errorCode(), "no code");
  }
}
