package dev.imagevault.javalin.upload;

import dev.imagevault.domain.IdempotencyKey;
import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the header of an upload says. */
final class UploadHeaders {

  private static final Pattern MULTIPART =
      Pattern.compile("multipart/form-data\\s*(|;.*)", Pattern.CASE_INSENSITIVE);

  private static final Pattern APPLICATION_JSON =
      Pattern.compile("application/json\\s*(|;.*)", Pattern.CASE_INSENSITIVE);

  /** RFC 2046, section 5.1.1. */
  private static final Pattern BOUNDARY =
      Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

  private UploadHeaders() {}

  /** Returns the parameters of the Content-Type, as they were sent. */
  static String requireForm(Context ctx) {
    List<String> types = Collections.list(ctx.req().getHeaders("Content-Type"));
    Matcher form = MULTIPART.matcher(types.size() == 1 ? types.get(0) : "");
    if (!form.matches()) {
      throw new ProblemException(
          ProblemCode.UNSUPPORTED_MEDIA_TYPE, "An upload is sent as multipart/form-data");
    }
    requireNoCoding(ctx);
    return form.group(1);
  }

  /** Refuses a body that does not say that it is JSON. */
  static void requireJson(Context ctx) {
    List<String> types = Collections.list(ctx.req().getHeaders("Content-Type"));
    if (types.size() != 1 || !APPLICATION_JSON.matcher(types.get(0)).matches()) {
      throw new ProblemException(
          ProblemCode.UNSUPPORTED_MEDIA_TYPE, "A direct upload is prepared by application/json");
    }
    requireNoCoding(ctx);
  }

  private static void requireNoCoding(Context ctx) {
    for (String coding : Collections.list(ctx.req().getHeaders("Content-Encoding"))) {
      if (!coding.equalsIgnoreCase("identity")) {
        throw new ProblemException(
            new Problem(
                ProblemCode.UNSUPPORTED_MEDIA_TYPE.status(),
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                "An upload is sent as it is, without a Content-Encoding",
                Map.of("Accept-Encoding", "identity")));
      }
    }
  }

  /** Returns the boundary that the parameters of the Content-Type name. */
  static String boundary(String parameters) {
    return HeaderParameters.parse(parameters)
        .map(parsed -> parsed.getOrDefault("boundary", ""))
        .filter(boundary -> BOUNDARY.matcher(boundary).matches())
        .orElseThrow(() -> UploadForm.malformed("The Content-Type names no valid boundary"));
  }

  /** Returns the key that a repeat of the upload has too. */
  static Optional<IdempotencyKey> idempotencyKey(Context ctx) {
    List<String> keys = Collections.list(ctx.req().getHeaders("Idempotency-Key"));
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    if (keys.size() > 1) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST, "Idempotency-Key is given once at the most");
    }
    return Optional.of(IdempotencyKey.parse(keys.get(0)));
  }
}
