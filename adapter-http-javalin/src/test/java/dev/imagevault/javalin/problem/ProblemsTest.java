package dev.imagevault.javalin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.UploadGivenUpException;
import dev.imagevault.domain.UploadNotFoundException;
import dev.imagevault.domain.VariantNotFoundException;
import dev.imagevault.domain.VariantPendingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  private static final String SECRET = "bucket-of-somebody";

  /** Every failure there can be: a new class or reason must be added here and mapped. */
  private static List<ImageException> failures() {
    List<ImageException> failures = new ArrayList<>();
    failures.add(new ImageNotFoundException());
    for (ImageRejectedException.Reason reason : ImageRejectedException.Reason.values()) {
      failures.add(new ImageRejectedException(reason, "rejected"));
    }
    for (ImageConflictException.Reason reason : ImageConflictException.Reason.values()) {
      failures.add(new ImageConflictException(reason, "conflict"));
    }
    failures.add(new UploadGivenUpException());
    failures.add(new UploadNotFoundException());
    failures.add(new VariantNotFoundException());
    failures.add(new VariantPendingException(Duration.ofSeconds(7)));
    for (BackEndException.BackEnd backEnd : BackEndException.BackEnd.values()) {
      for (BackEndException.Failure failure : BackEndException.Failure.values()) {
        failures.add(new BackEndException(backEnd, failure, SECRET, null));
      }
    }
    return failures;
  }

  @Test
  void everyPermittedFailureIsListedHere() {
    Set<Class<?>> listed =
        failures().stream().map(ImageException::getClass).collect(Collectors.toSet());
    assertThat(listed)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.asList(ImageException.class.getPermittedSubclasses()));
  }

  @Test
  void onlyFaultsOfOursHaveNoProblem() {
    for (ImageException failure : failures()) {
      boolean ours =
          failure instanceof BackEndException backEnd
              && (backEnd.backEnd() == BackEndException.BackEnd.SIGNER
                  || backEnd.backEnd() == BackEndException.BackEnd.EDGE
                  || backEnd.backEnd() == BackEndException.BackEnd.DATABASE
                      && backEnd.failure() == BackEndException.Failure.REFUSED);
      assertThat(Problems.of(failure).isEmpty()).as(failure.toString()).isEqualTo(ours);
    }
  }

  @Test
  void whatBackEndsSayStaysInside() {
    for (ImageException failure : failures()) {
      Problems.of(failure)
          .ifPresent(problem -> assertThat(problem.detail()).doesNotContain(SECRET));
    }
  }

  @Test
  void whatMaySucceedLaterSaysWhen() {
    for (ImageException failure : failures()) {
      Problems.of(failure)
          .ifPresent(
              problem ->
                  assertThat(problem.headers().containsKey("Retry-After"))
                      .as(problem.code().text())
                      .isEqualTo(
                          problem.status() == 503
                              || problem.code() == ProblemCode.IDEMPOTENCY_IN_PROGRESS
                              || problem.code() == ProblemCode.UPLOAD_IN_PROGRESS
                              || problem.code() == ProblemCode.TOO_MANY_REQUESTS
                              || problem.code() == ProblemCode.VARIANT_PENDING));
    }
  }

  @Test
  void codesHaveTheStatusOfTheContract() {
    assertThat(Problem.of(ProblemCode.STORAGE_ERROR, "").status()).isEqualTo(502);
    assertThat(Arrays.stream(ProblemCode.values()).map(c -> c.status() + " " + c.text()))
        .containsExactly(
            "400 missing_file",
            "400 invalid_request",
            "401 unauthorized",
            "404 not_found",
            "404 image_not_found",
            "404 upload_not_found",
            "404 variant_not_found",
            "405 method_not_allowed",
            "408 request_timeout",
            "409 idempotency_conflict",
            "409 idempotency_in_progress",
            "409 quota_exceeded",
            "409 withdrawn",
            "409 upload_not_received",
            "409 upload_in_progress",
            "409 variant_pending",
            "413 file_too_large",
            "415 unsupported_media_type",
            "422 invalid_image",
            "422 upload_mismatch",
            "429 too_many_requests",
            "500 internal_error",
            "502 storage_error",
            "503 storage_unavailable",
            "503 database_unavailable",
            "503 overloaded");
  }
}
