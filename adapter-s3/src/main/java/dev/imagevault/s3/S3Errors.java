package dev.imagevault.s3;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Says what a failure of the SDK means, for all operations alike.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's error
 *     codes</a>
 */
final class S3Errors {

  /** S3 turned the request away before it did anything. */
  private static final Set<String> NOT_NOW =
      Set.of("SlowDown", "ServiceUnavailable", "RequestTimeout", "Throttling", "TooManyRequests");

  /** The SDK sets its own clock by this answer, so that the next request is signed well. */
  private static final String SKEWED = "RequestTimeTooSkewed";

  /** With which of these a store answers that it does not know an operation is its own affair. */
  private static final Set<Integer> NOT_KNOWN = Set.of(400, 405, 411, 501);

  /** The HTTP status of what S3 says of one object of many, without one. */
  private static final Map<String, Integer> STATUS =
      Map.of(
          "AccessDenied", 403,
          "InternalError", 500,
          "ServiceUnavailable", 503,
          "SlowDown", 503);

  /**
   * Characters of what others say. AWS's chain of providers says a thousand, and all are needed.
   */
  private static final int LONGEST_REASON = 3000;

  private static final String KEYS = "check the access key id and the secret access key";
  private static final String TOKEN = "renew the session's credentials, or use a role's";
  private static final String REGION = "set the region to the bucket's own";

  /** As stores say that they do not know {@code x-amz-checksum-*}. */
  private static final String NO_CHECKSUMS =
      "if this store knows no checksums, have puts go without"
          + " (AWS_REQUEST_CHECKSUM_CALCULATION=when_required)";

  private static final Map<String, String> REMEDIES =
      Map.ofEntries(
          Map.entry("NoSuchBucket", "create the bucket, or correct its name"),
          Map.entry("InvalidBucketName", "correct the bucket's name"),
          Map.entry("InvalidAccessKeyId", KEYS),
          Map.entry("SignatureDoesNotMatch", KEYS),
          Map.entry("ExpiredToken", TOKEN),
          Map.entry("InvalidToken", TOKEN),
          Map.entry("TokenRefreshRequired", TOKEN),
          Map.entry("PermanentRedirect", REGION),
          Map.entry("TemporaryRedirect", REGION),
          Map.entry("AuthorizationHeaderMalformed", REGION),
          Map.entry("IllegalLocationConstraintException", REGION),
          Map.entry(SKEWED, "set this machine's clock, best by NTP"),
          Map.entry("RequestExpired", "set this machine's clock, best by NTP"),
          Map.entry("AccessControlListNotSupported", "send no canned ACL: the bucket has none"));

  private final String bucket;

  S3Errors(String bucket) {
    this.bucket = bucket;
  }

  /** Returns what one request's failure lets conclude about that request. */
  static Failure failureOf(SdkException e) {
    if (e instanceof AwsServiceException answer) {
      if (NOT_NOW.contains(code(answer)) || answer.statusCode() == 429) {
        return Failure.UNAVAILABLE;
      }
      // Behind a 500, 502, 503 or 504 the put may have been done, or may yet be.
      return answer.statusCode() >= 500 && answer.statusCode() != 501
          ? Failure.UNKNOWN
          : Failure.REFUSED;
    }
    return neverSent(e) ? Failure.UNAVAILABLE : Failure.UNKNOWN;
  }

  /** Returns whether to ask again: it may help, and does no harm. */
  static boolean repeatable(S3Operation operation, SdkException e) {
    if (e instanceof AwsServiceException answer) {
      return failureOf(e) != Failure.REFUSED || code(answer).equals(SKEWED);
    }
    // Whoever gives credentials has been asked again already.
    if (e instanceof ApiCallTimeoutException
        || e instanceof AbortedException
        || e instanceof NamedCredentials.Missing) {
      return false;
    }
    return operation.harmless() || neverSent(e);
  }

  /**
   * Returns whether this is how a store says that it does not know the operation, or not in the
   * form it was asked for in. Stores that are not AWS's have many words for that.
   */
  static boolean tellsOfAnUnknownOperation(BackEndException e) {
    return e.getCause() instanceof AwsServiceException answer
        && !REMEDIES.containsKey(code(answer))
        && NOT_KNOWN.contains(answer.statusCode());
  }

  /** Returns why one of many objects was not deleted. */
  BackEndException translate(S3Error error) {
    AwsServiceException answer =
        S3Exception.builder()
            .statusCode(STATUS.getOrDefault(String.valueOf(error.code()), 400))
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode(error.code())
                    .errorMessage(error.message())
                    .build())
            .build();
    return translate(S3Operation.DELETE_ALL, failureOf(answer), answer);
  }

  /** Returns whether S3 asks for fewer requests. */
  static boolean throttled(SdkException e) {
    return e instanceof AwsServiceException && failureOf(e) == Failure.UNAVAILABLE;
  }

  /**
   * Returns the failure of a whole operation.
   *
   * @param failure what all its requests together let conclude
   * @param last why its last request failed
   */
  BackEndException translate(S3Operation operation, Failure failure, SdkException last) {
    String what = operation.phrase() + " bucket " + bucket;
    String message =
        last instanceof AwsServiceException answer
            ? answered(operation, failure, what, answer)
            : unanswered(failure, what, last);
    return new BackEndException(BackEnd.STORAGE, failure, message, last);
  }

  private static String answered(
      S3Operation operation, Failure failure, String what, AwsServiceException answer) {
    String code = code(answer).isEmpty() ? "no code" : code(answer);
    String words = message(answer);
    return "S3 %s to %s (%s, HTTP %d): %s%s"
        .formatted(
            failure == Failure.REFUSED ? "refused" : "failed",
            what,
            code,
            answer.statusCode(),
            remedy(operation, answer),
            words.isEmpty() ? "" : "; S3 says: " + words);
  }

  private static String remedy(S3Operation operation, AwsServiceException answer) {
    String known = REMEDIES.get(code(answer));
    if (known != null || answer.statusCode() == 301 || answer.statusCode() == 307) {
      return Objects.requireNonNullElse(known, REGION) + region(answer);
    }
    if (operation == S3Operation.PUT && complainsOfChecksum(answer)) {
      return NO_CHECKSUMS;
    }
    return switch (answer.statusCode()) {
      case 401, 403 ->
          "allow "
              + operation.action()
              + " on the bucket and its objects"
              + (code(answer).isEmpty() ? ", or check that the endpoint is the store's" : "");
      case 407 -> "check the HTTP proxy and its credentials";
      case 429, 500, 502, 503, 504 -> "try again later";
      default -> "check the endpoint and the bucket";
    };
  }

  /** Returns where the bucket is, if the answer tells. */
  private static String region(AwsServiceException answer) {
    return Optional.ofNullable(answer.awsErrorDetails())
        .map(AwsErrorDetails::sdkHttpResponse)
        .flatMap(http -> http.firstMatchingHeader("x-amz-bucket-region"))
        .map(region -> " (it is in " + region + ")")
        .orElse("");
  }

  /** Stores say so in words of their own, or that something is not implemented. */
  private static boolean complainsOfChecksum(AwsServiceException answer) {
    return answer.statusCode() == 501
        || (answer.statusCode() == 400
            && message(answer).toLowerCase(Locale.ROOT).contains("checksum"));
  }

  private static String unanswered(Failure failure, String what, SdkException e) {
    if (e instanceof NamedCredentials.Missing) {
      return "there are no credentials to %s with: %s".formatted(what, oneLine(e.getMessage()));
    }
    if (e instanceof AbortedException) {
      return "S3 was asked to %s, and its answer was not waited for: the thread was interrupted"
          .formatted(what);
    }
    if (causes(e).anyMatch(ConnectionRequestTimeoutException.class::isInstance)) {
      return "S3 could not be asked to %s: all connections to it are in use; try again later"
          .formatted(what);
    }
    return "S3 %s to %s (%s): check the endpoint and the network, and try again"
        .formatted(
            failure == Failure.UNAVAILABLE ? "could not be asked" : "gave no answer when asked",
            what,
            reason(e));
  }

  /** The connection was never made, so that no byte of the request was sent. */
  private static boolean neverSent(SdkException e) {
    // A bare one is, in a client of somebody else's making, credentials that were not found.
    return e instanceof NamedCredentials.Missing
        || (e.getClass() == SdkClientException.class && e.getCause() == null)
        || causes(e)
            .anyMatch(
                cause ->
                    cause instanceof ConnectException
                        || cause instanceof ConnectTimeoutException
                        || cause instanceof ConnectionRequestTimeoutException
                        || cause instanceof NoRouteToHostException
                        || cause instanceof UnknownHostException
                        || cause instanceof SSLHandshakeException);
  }

  private static String reason(SdkException e) {
    return e instanceof ApiCallTimeoutException
        ? "no answer in time"
        : causes(e)
            .filter(IOException.class::isInstance)
            .findFirst()
            .map(cause -> cause.getClass().getSimpleName() + ": " + oneLine(cause.getMessage()))
            .orElseGet(() -> oneLine(e.getMessage()));
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
  }

  private static String code(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  private static String message(AwsServiceException e) {
    return e.awsErrorDetails() == null ? "" : oneLine(e.awsErrorDetails().errorMessage());
  }

  private static String oneLine(@Nullable String text) {
    String line = text == null ? "" : text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
  }
}
