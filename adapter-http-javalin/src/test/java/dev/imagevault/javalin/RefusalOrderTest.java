package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.Quota;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A request that could be refused for several reasons is refused for the first of them. */
class RefusalOrderTest {

  private static final String PATH = "/api/profile/upload-image";
  private static final String TOKEN = "Authorization: Bearer " + TestServer.token("1") + "\r\n";
  private static final String HUGE = "Content-Length: 99999999\r\n";
  private static final String SHORT = "Content-Length: 3\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String NO_BOUNDARY = "Content-Type: multipart/form-data\r\n";
  private static final String FORM = "Content-Type: " + Form.CONTENT_TYPE + "\r\n";
  private static final String BAD_KEY = "Idempotency-Key: a b\r\n";

  private static void refused(TestServer server, String method, String headers, String refusal)
      throws Exception {
    try (RawConnection raw = new RawConnection(server)) {
      raw.send(method + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\nxyz");
      String[] statusAndCode = refusal.split(" ");
      assertThat(raw.answer())
          .startsWith("HTTP/1.1 " + statusAndCode[0])
          .contains("\"code\":\"" + statusAndCode[1] + "\"");
    }
  }

  @Test
  void eachReasonComesBeforeTheNext() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy = builder.policy.withQuota(new Quota(OptionalLong.of(1), OptionalLong.empty()));
    try (TestServer full = builder.start()) {
      refused(full, "POST " + PATH, TOKEN + FORM + SHORT, "400 invalid_request");
      assertThat(full.upload(Pictures.png()).statusCode()).isEqualTo(201);
      refused(full, "POST " + PATH, TOKEN + FORM + SHORT, "409 quota_exceeded");
    }
    builder.options = builder.options.withUploadRate(new RateLimit(1, Duration.ofDays(1)));
    try (TestServer limited = builder.start()) {
      refused(limited, "PUT " + PATH, JSON + HUGE, "401 unauthorized");
      refused(limited, "PUT " + PATH + "/", JSON + HUGE, "401 unauthorized");
      refused(limited, "POST " + PATH + "/", TOKEN + JSON + HUGE, "404 not_found");
      refused(limited, "PUT " + PATH, TOKEN + JSON + HUGE, "405 method_not_allowed");
      refused(limited, "POST " + PATH, TOKEN + JSON + HUGE, "415 unsupported_media_type");
      refused(limited, "POST " + PATH, TOKEN + NO_BOUNDARY + HUGE, "413 file_too_large");
      refused(limited, "POST " + PATH, TOKEN + FORM + BAD_KEY + HUGE, "413 file_too_large");
      refused(limited, "POST " + PATH, TOKEN + FORM + SHORT, "409 quota_exceeded");
      refused(limited, "POST " + PATH, TOKEN + NO_BOUNDARY + SHORT, "400 invalid_request");
      refused(limited, "POST " + PATH, TOKEN + FORM + BAD_KEY + SHORT, "400 invalid_request");
      refused(limited, "POST " + PATH, TOKEN + FORM + SHORT, "429 too_many_requests");
    }
  }
}
