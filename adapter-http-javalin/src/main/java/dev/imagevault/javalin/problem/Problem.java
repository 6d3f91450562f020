package dev.imagevault.javalin.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.HttpStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a request is refused, as RFC 9457 has it.
 *
 * @param status the HTTP status, mostly that of the code
 * @param detail for the client; never a secret, a key or a signature
 * @param headers that the answer carries beside the usual ones
 */
public record Problem(int status, ProblemCode code, String detail, Map<String, String> headers) {

  private static final JsonFactory JSON = new JsonFactory();

  public static final String CONTENT_TYPE = "application/problem+json";

  public static Problem of(ProblemCode code, String detail) {
    return new Problem(code.status(), code, detail, Map.of());
  }

  public static Problem notFound() {
    return of(ProblemCode.NOT_FOUND, "There is nothing here");
  }

  /** With {@code Allow} (RFC 9110, section 10.2.1). */
  public static Problem methodNotAllowed(Stream<String> allowed) {
    return new Problem(
        ProblemCode.METHOD_NOT_ALLOWED.status(),
        ProblemCode.METHOD_NOT_ALLOWED,
        "This address does not know the method",
        Map.of("Allow", allowed.sorted().collect(Collectors.joining(", "))));
  }

  /** With {@code Retry-After} (RFC 9110, section 10.2.3). */
  public static Problem of(ProblemCode code, String detail, int retryAfterSeconds) {
    return new Problem(
        code.status(), code, detail, Map.of("Retry-After", Integer.toString(retryAfterSeconds)));
  }

  /**
   * Returns the body of the answer.
   *
   * @param path of the request, without its query, which may hold secrets
   */
  public byte[] toJson(String path, String requestId) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", "about:blank");
      json.writeStringField("title", HttpStatus.forStatus(status).getMessage());
      json.writeNumberField("status", status);
      json.writeStringField("detail", detail);
      json.writeStringField("instance", path);
      json.writeStringField("message", detail);
      json.writeStringField("code", code.text());
      json.writeStringField("requestId", requestId);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return out.toByteArray();
  }
}
