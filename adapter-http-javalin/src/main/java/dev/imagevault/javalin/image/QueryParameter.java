package dev.imagevault.javalin.image;

import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** Reads what stands behind the question mark. */
final class QueryParameter {

  private QueryParameter() {}

  /**
   * Returns the parameter's value, or empty if it is not given.
   *
   * @throws ProblemException it is given more than once, or is malformed
   */
  static Optional<String> read(Context ctx, String name) {
    List<String> values = ctx.queryParamMap().get(name);
    if (values == null) {
      return Optional.empty();
    }
    if (values.size() != 1) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST, name + " is given once at the most, and well-formed");
    }
    return Optional.of(values.get(0));
  }
}
