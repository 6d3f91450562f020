package dev.imagevault.app.doctor;

import dev.imagevault.domain.ObjectKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** The time by the store, by which it judges signatures. */
final class StoreClock {

  /** What tokens and signed URLs can bear; S3 itself bears a quarter of an hour. */
  private static final Duration MOST_SKEW = Duration.ofSeconds(20);

  private final S3Client s3;
  private final String bucket;

  /** Nothing is asked yet. */
  StoreClock(S3Client s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  /** Compares this clock with S3's, by any answer of S3, be it a refusal. */
  Finding compare(Clock clock) {
    try {
      Optional<String> date = date();
      if (date.isEmpty()) {
        return Finding.unchecked("clock", "this store does not tell the time");
      }
      Instant theirs =
          ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration skew = Duration.between(theirs, clock.instant());
      return skew.abs().compareTo(MOST_SKEW) <= 0
          ? Finding.ok("clock", "agrees with S3's")
          : Finding.failed(
              "clock",
              skew.abs().toSeconds()
                  + " s "
                  + (skew.isNegative() ? "behind" : "ahead of")
                  + " S3's: set this machine's clock, best by NTP");
    } catch (DateTimeException e) {
      return Finding.unchecked("clock", "this store does not tell the time as S3 does");
    } catch (SdkException e) {
      return Finding.unchecked("clock", "S3 gave no answer to compare with");
    }
  }

  private Optional<String> date() {
    try {
      return s3.listObjectsV2(
              b ->
                  b.bucket(bucket)
                      .prefix(ObjectKey.PREFIX)
                      .maxKeys(1)
                      .overrideConfiguration(BucketSettings.TIMEOUT))
          .sdkHttpResponse()
          .firstMatchingHeader("Date");
    } catch (AwsServiceException e) {
      return Optional.ofNullable(e.awsErrorDetails())
          .map(AwsErrorDetails::sdkHttpResponse)
          .flatMap(answer -> answer.firstMatchingHeader("Date"));
    }
  }
}
