package dev.imagevault.javalin.problem;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageConflictException;
import dev.imagevault.domain.ImageException;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.UploadGivenUpException;
import dev.imagevault.domain.UploadNotFoundException;
import dev.imagevault.domain.VariantNotFoundException;
import dev.imagevault.domain.VariantPendingException;
import java.util.Objects;
import java.util.Optional;

/** Which failure is answered how. */
public final class Problems {

  /** Long enough for a back end to come back, short enough for a user to wait. */
  private static final int RETRY_AFTER_SECONDS = 5;

  /** By then one of many prepared uploads may have been completed, or be over. */
  private static final int RETRY_AFTER_UPLOADS_SECONDS = 60;

  private Problems() {}

  /** Returns the answer to this failure, or empty where it is a fault of ours. */
  public static Optional<Problem> of(Throwable failure) {
    if (failure instanceof ProblemException refused) {
      return Optional.of(refused.problem());
    }
    return failure instanceof ImageException image ? ofImage(image) : Optional.empty();
  }

  private static Optional<Problem> ofImage(ImageException failure) {
    if (failure instanceof ImageNotFoundException) {
      return Optional.of(Problem.of(ProblemCode.IMAGE_NOT_FOUND, words(failure)));
    }
    if (failure instanceof ImageRejectedException rejected) {
      return Optional.of(Problem.of(code(rejected.reason()), words(rejected)));
    }
    if (failure instanceof ImageConflictException conflict) {
      return Optional.of(ofConflict(conflict));
    }
    if (failure instanceof UploadNotFoundException) {
      return Optional.of(Problem.of(ProblemCode.UPLOAD_NOT_FOUND, words(failure)));
    }
    if (failure instanceof VariantNotFoundException) {
      return Optional.of(Problem.of(ProblemCode.VARIANT_NOT_FOUND, words(failure)));
    }
    if (failure instanceof VariantPendingException pending) {
      int seconds = Math.toIntExact(Math.max(1, pending.retryAfter().toSeconds()));
      return Optional.of(Problem.of(ProblemCode.VARIANT_PENDING, words(failure), seconds));
    }
    if (failure instanceof UploadGivenUpException) {
      return Optional.of(Problem.of(ProblemCode.OVERLOADED, words(failure), RETRY_AFTER_SECONDS));
    }
    if (failure instanceof BackEndException backEnd) {
      return ofBackEnd(backEnd);
    }
    return Optional.empty();
  }

  private static Problem ofConflict(ImageConflictException conflict) {
    ProblemCode code = code(conflict.reason());
    return switch (conflict.reason()) {
      case IDEMPOTENCY_IN_PROGRESS, UPLOAD_IN_PROGRESS -> Problem.of(code, words(conflict), 1);
      case TOO_MANY_UPLOADS -> Problem.of(code, words(conflict), RETRY_AFTER_UPLOADS_SECONDS);
      default -> Problem.of(code, words(conflict));
    };
  }

  private static String words(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), "");
  }

  private static ProblemCode code(ImageRejectedException.Reason reason) {
    return switch (reason) {
      case EMPTY -> ProblemCode.MISSING_FILE;
      case TOO_LARGE -> ProblemCode.FILE_TOO_LARGE;
      case UNSUPPORTED -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
      case INVALID -> ProblemCode.INVALID_IMAGE;
      case MISMATCH -> ProblemCode.UPLOAD_MISMATCH;
      case IDEMPOTENCY_KEY -> ProblemCode.INVALID_REQUEST;
    };
  }

  private static ProblemCode code(ImageConflictException.Reason reason) {
    return switch (reason) {
      case IDEMPOTENCY_CONFLICT -> ProblemCode.IDEMPOTENCY_CONFLICT;
      case IDEMPOTENCY_IN_PROGRESS -> ProblemCode.IDEMPOTENCY_IN_PROGRESS;
      case QUOTA_EXCEEDED -> ProblemCode.QUOTA_EXCEEDED;
      case WITHDRAWN -> ProblemCode.WITHDRAWN;
      case TOO_MANY_UPLOADS -> ProblemCode.TOO_MANY_REQUESTS;
      case UPLOAD_NOT_RECEIVED -> ProblemCode.UPLOAD_NOT_RECEIVED;
      case UPLOAD_IN_PROGRESS -> ProblemCode.UPLOAD_IN_PROGRESS;
      // Only imports keep ids, and no request begins one.
      case ID_TAKEN -> ProblemCode.INTERNAL_ERROR;
    };
  }

  /** The messages of back ends are for operators; users are told no more than which one it was. */
  private static Optional<Problem> ofBackEnd(BackEndException failure) {
    return switch (failure.backEnd()) {
      case STORAGE ->
          Optional.of(
              failure.retryable()
                  ? Problem.of(
                      ProblemCode.STORAGE_UNAVAILABLE,
                      "The image store cannot be reached at the moment; please try again",
                      RETRY_AFTER_SECONDS)
                  : Problem.of(ProblemCode.STORAGE_ERROR, "The image store refused the request"));
      case DATABASE ->
          failure.retryable()
              ? Optional.of(
                  Problem.of(
                      ProblemCode.DATABASE_UNAVAILABLE,
                      "The database cannot be reached at the moment; please try again",
                      RETRY_AFTER_SECONDS))
              : Optional.empty();
      case SIGNER, EDGE -> Optional.empty();
    };
  }
}
