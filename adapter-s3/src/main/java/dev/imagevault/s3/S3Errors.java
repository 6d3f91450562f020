package dev.imagevault.s3;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

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

  private static final String KEYS = "check the access key id and the secret access key";
  private static final String TOKEN = "renew the session's credentials, or use a role's";
  private static final String REGION = "set the region to the bucket's own";
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
          Map.entry("IllegalLocationConstraintException", REGION),
          Map.entry(SKEWED, "set this machine's clock, best by NTP"),
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
    if (e instanceof ApiCallTimeoutException || e instanceof AbortedException) {
      return false;
    }
    return operation.harmless() || neverSent(e);
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
    String message;
    if (last instanceof AwsServiceException answer) {
      String verb = failure == Failure.REFUSED ? "refused to " : "failed to ";
      String code = code(answer).isEmpty() ? "" : code(answer) + ", ";
      message =
          "S3 %s%s (%sHTTP %d): %s"
              .formatted(verb, what, code, answer.statusCode(), remedy(operation, answer));
    } else {
      message =
          "S3 %s to %s (%s): check the endpoint, the network and the credentials, and try again"
              .formatted(
                  failure == Failure.UNAVAILABLE
                      ? "could not be asked"
                      : "gave no answer when asked",
                  what,
                  reason(last));
    }
    return new BackEndException(BackEnd.STORAGE, failure, message, last);
  }

  private String remedy(S3Operation operation, AwsServiceException answer) {
    String known = REMEDIES.get(code(answer));
    if (known != null) {
      return known;
    }
    return switch (answer.statusCode()) {
      case 301, 307 -> REGION;
      case 401, 403 -> "allow " + operation.action() + " on the bucket and its objects";
      case 429, 500, 502, 503, 504 -> "try again later";
      default -> "S3 says: " + answer.getMessage();
    };
  }

  /** The connection was never made, so that no byte of the request was sent. */
  private static boolean neverSent(SdkException e) {
    // A bare one is credentials that were not found, or an endpoint that could not be made.
    return (e.getClass() == SdkClientException.class && e.getCause() == null)
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
            .map(cause -> cause.getClass().getSimpleName())
            .orElse(e.getClass().getSimpleName());
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
  }

  private static String code(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }
}
