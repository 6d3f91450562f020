package dev.imagevault.javalin;

import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import dev.imagevault.javalin.server.Observation;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Objects;

/** How it is answered that nobody was authenticated. */
final class Authentication {

  private static final int RETRY_AFTER_SECONDS = 5;

  private Authentication() {}

  /**
   * Returns the problem that a refusal by an {@link OwnerResolver} is; other failures as they are.
   */
  static Exception asProblem(Context ctx, Exception failure) {
    String words = Objects.requireNonNullElse(failure.getMessage(), "");
    if (failure instanceof UnauthorizedException unauthorized) {
      Observation.of(ctx).unauthorized(unauthorized.reason());
      return new ProblemException(
          new Problem(
              ProblemCode.UNAUTHORIZED.status(),
              ProblemCode.UNAUTHORIZED,
              words,
              Map.of("WWW-Authenticate", unauthorized.challenge())));
    }
    if (failure instanceof AuthenticationUnavailableException) {
      return new ProblemException(Problem.of(ProblemCode.OVERLOADED, words, RETRY_AFTER_SECONDS));
    }
    return failure;
  }
}
