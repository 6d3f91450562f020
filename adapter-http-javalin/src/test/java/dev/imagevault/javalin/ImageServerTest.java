package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageServerTest {

  @Test
  void anEmptyListIsAList() throws Exception {
    try (TestServer server = TestServer.start()) {
      var answer = server.get("/api/profile/images", server.token("1"));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo("{\"message\":\"Images retrieved successfully\",\"data\":[]}");
    }
  }

  @Test
  void withoutATokenNothingIsShown() throws Exception {
    try (TestServer server = TestServer.start()) {
      var answer = server.get("/api/anything", "");
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.body()).contains("\"code\":\"unauthorized\"");
    }
  }
}
