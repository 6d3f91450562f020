package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;

/** What every problem looks like. */
final class Refusal {

  private Refusal() {}

  /** Returns the answer, which is this problem, with all that belongs to one. */
  static HttpResponse<String> refused(int status, String code, HttpResponse<String> answer)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    JsonNode problem = new ObjectMapper().readTree(answer.body());
    assertThat(problem.fieldNames())
        .toIterable()
        .containsExactly(
            "type", "title", "status", "detail", "instance", "message", "code", "requestId");
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("code").asText()).isEqualTo(code);
    assertThat(problem.get("message")).isEqualTo(problem.get("detail"));
    assertThat(answer.headers().firstValue("X-Request-Id"))
        .contains(problem.get("requestId").asText());
    assertThat(answer.headers().firstValue("Retry-After").isPresent())
        .isEqualTo(status == 503 || code.equals("idempotency_in_progress"));
    return answer;
  }
}
