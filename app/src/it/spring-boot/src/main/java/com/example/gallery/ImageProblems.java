package com.example.gallery;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.UploadGivenUpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** What the vault refuses or fails at, as RFC 9457 says it. */
@RestControllerAdvice
class ImageProblems {

  private static final Logger LOG = LoggerFactory.getLogger(ImageProblems.class);

  @ExceptionHandler
  ProblemDetail rejected(ImageRejectedException e) {
    int status =
        switch (e.reason()) {
          case EMPTY, IDEMPOTENCY_KEY -> 400;
          case TOO_LARGE -> 413;
          case UNSUPPORTED -> 415;
          case INVALID, MISMATCH -> 422;
        };
    return problem(status, e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail absent(ImageNotFoundException e) {
    return problem(404, "You have no such picture.");
  }

  @ExceptionHandler
  ProblemDetail conflicting(ImageConflictException e) {
    return problem(409, e.getMessage());
  }

  @ExceptionHandler
  ProblemDetail givenUp(UploadGivenUpException e) {
    return problem(503, "This took too long. Please try again.");
  }

  /** What failed is for the log. */
  @ExceptionHandler
  ProblemDetail failed(BackEndException e) {
    LOG.warn("pictures cannot be served", e);
    return e.retryable()
        ? problem(503, "Pictures are away for a moment. Please try again.")
        : problem(502, "Pictures are away.");
  }

  private static ProblemDetail problem(int status, String detail) {
    ProblemDetail problem = ProblemDetail.forStatus(status);
    problem.setDetail(detail);
    return problem;
  }
}
