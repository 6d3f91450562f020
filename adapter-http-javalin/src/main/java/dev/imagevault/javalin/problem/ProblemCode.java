package dev.imagevault.javalin.problem;

import java.util.Locale;

/** What can be wrong, as clients tell one problem from another. The names are part of the API. */
public enum ProblemCode {
  MISSING_FILE(400),
  INVALID_REQUEST(400),
  UNAUTHORIZED(401),
  NOT_FOUND(404),
  IMAGE_NOT_FOUND(404),
  UPLOAD_NOT_FOUND(404),
  VARIANT_NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  REQUEST_TIMEOUT(408),
  IDEMPOTENCY_CONFLICT(409),
  IDEMPOTENCY_IN_PROGRESS(409),
  QUOTA_EXCEEDED(409),
  WITHDRAWN(409),
  UPLOAD_NOT_RECEIVED(409),
  UPLOAD_IN_PROGRESS(409),
  VARIANT_PENDING(409),
  FILE_TOO_LARGE(413),
  UNSUPPORTED_MEDIA_TYPE(415),
  INVALID_IMAGE(422),
  UPLOAD_MISMATCH(422),
  TOO_MANY_REQUESTS(429),
  INTERNAL_ERROR(500),
  STORAGE_ERROR(502),
  STORAGE_UNAVAILABLE(503),
  DATABASE_UNAVAILABLE(503),
  OVERLOADED(503);

  private final int status;

  ProblemCode(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }

  /** Returns the {@code code} of the answer's body, such as {@code missing_file}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
