package dev.imagevault.javalin.telemetry;

import java.time.Duration;
import java.util.Optional;

/**
 * What became of a request, for logs and metrics. Nothing in it is a secret, and nothing but the
 * user's id is as the client chose it.
 *
 * @param method such as {@code GET}; {@code OTHER} for what HTTP does not define
 * @param route the template of the path, such as {@code /api/profile/images/{id}}; empty where
 *     there is none for it
 * @param api whether it was asked of the API
 * @param status of the answer
 * @param bytes of the answer's body
 * @param duration from the complete header of the request to the end of the answer
 * @param client the client's address, as far as {@link TrustedProxies} tell; empty where the
 *     connection has none
 * @param requestId as the answer has it in {@code X-Request-Id}
 * @param userId on whose behalf it was made, where that was authenticated
 * @param imageId the image it was about
 * @param traceId of the caller's trace, from a valid {@code traceparent}
 * @param problem the {@code code} of the problem that it was answered with
 * @param reason why nobody was authenticated, such as the claim of a token that was wrong; the
 *     answer does not tell it
 * @param upload where it was an upload whose file arrived
 */
public record AnsweredRequest(
    String method,
    Optional<String> route,
    boolean api,
    int status,
    long bytes,
    Duration duration,
    Optional<String> client,
    Optional<String> requestId,
    Optional<String> userId,
    Optional<String> imageId,
    Optional<String> traceId,
    Optional<String> problem,
    Optional<String> reason,
    Optional<Upload> upload) {

  /**
   * How an upload went.
   *
   * @param fileSize bytes of the file, as it was sent
   * @param received how long it took to arrive, from the complete header on
   * @param waited how long it then waited for its turn; empty where that never came
   * @param checked how long it then took to be checked and cleaned; empty where it was refused
   */
  public record Upload(
      int fileSize, Duration received, Optional<Duration> waited, Optional<Duration> checked) {}
}
