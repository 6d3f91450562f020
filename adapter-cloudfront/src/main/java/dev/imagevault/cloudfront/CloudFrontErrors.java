package dev.imagevault.cloudfront;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says what a failure of CloudFront's API means.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html">CreateInvalidation</a>
 */
final class CloudFrontErrors {

  /**
   * Characters of what others say. AWS's chain of providers says a thousand, and all are needed.
   */
  private static final int LONGEST_REASON = 3000;

  private CloudFrontErrors() {}

  /**
   * Returns the failure of a whole call.
   *
   * @param verb what was tried, such as {@code invalidate in}
   * @param action the IAM action that it needs
   * @param e after the client's last attempt
   */
  static BackEndException translate(
      String verb, String action, String distributionId, SdkException e) {
    String what = " to " + verb + " distribution " + distributionId;
    if (e instanceof AwsServiceException answer) {
      Failure failure = failureOf(answer);
      return new BackEndException(
          BackEnd.EDGE,
          failure,
          "CloudFront "
              + (failure == Failure.REFUSED ? "refused" : "failed")
              + what
              + " ("
              + code(answer)
              + ", HTTP "
              + answer.statusCode()
              + "): "
              + remedy(answer, action)
              + words(answer),
          e);
    }
    if (e instanceof NamedCredentials.Missing) {
      return new BackEndException(
          BackEnd.EDGE,
          Failure.UNAVAILABLE,
          "there are no credentials" + what + " with: " + oneLine(e.getMessage()),
          e);
    }
    return new BackEndException(
        BackEnd.EDGE,
        Failure.UNKNOWN,
        "CloudFront did not answer when asked"
            + what
            + " ("
            + reason(e)
            + "): check the endpoint and the network, and try again",
        e);
  }

  private static String reason(SdkException e) {
    return e instanceof ApiCallTimeoutException
        ? "no answer in time"
        : Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
            .filter(IOException.class::isInstance)
            .findFirst()
            .map(cause -> cause.getClass().getSimpleName() + ": " + oneLine(cause.getMessage()))
            .orElseGet(() -> oneLine(e.getMessage()));
  }

  private static Failure failureOf(AwsServiceException answer) {
    // Behind a 5xx it may have been done; so it may where the client asked again after one.
    if (answer.statusCode() >= 500 || Objects.requireNonNullElse(answer.numAttempts(), 1) > 1) {
      return Failure.UNKNOWN;
    }
    return notNow(answer) ? Failure.UNAVAILABLE : Failure.REFUSED;
  }

  private static boolean notNow(AwsServiceException answer) {
    return answer.isThrottlingException() || code(answer).equals("TooManyInvalidationsInProgress");
  }

  private static String remedy(AwsServiceException answer, String action) {
    return switch (code(answer)) {
      case "NoSuchDistribution" -> "correct the distribution's id";
      case "AccessDenied" -> "allow cloudfront:" + action + " on the distribution";
      case "InvalidClientTokenId", "SignatureDoesNotMatch", "IncompleteSignature" ->
          "check the access key id and the secret access key";
      case "ExpiredToken" -> "renew the session's credentials, or use a role's";
      case "RequestExpired" -> "set this machine's clock, best by NTP";
      default ->
          answer.statusCode() >= 500 || notNow(answer)
              ? "try again later"
              : "check the endpoint and the distribution";
    };
  }

  private static String words(AwsServiceException answer) {
    String words =
        answer.awsErrorDetails() == null ? "" : oneLine(answer.awsErrorDetails().errorMessage());
    return words.isEmpty() ? "" : "; CloudFront says: " + words;
  }

  private static String oneLine(@Nullable String text) {
    String line = text == null ? "" : text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
  }

  private static String code(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "no code" : code;
  }
}
