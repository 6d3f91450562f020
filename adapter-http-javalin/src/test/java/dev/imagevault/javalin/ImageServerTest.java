package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageServerTest {

  @Test
  void anEmptyListIsAList() throws Exception {
    try (TestServer server = TestServer.start()) {
      var answer = server.get("/api/profile/images");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo("{\"message\":\"Images retrieved successfully\",\"data\":[]}");
    }
  }

  @Test
  void anUploadIsListed() throws Exception {
    try (TestServer server = TestServer.start()) {
      var answer = server.upload(Pictures.png());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      System.out.println(answer.headers().map() + answer.body());
      answer = server.upload(Pictures.png(2_000_000));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      System.out.println(answer.headers().map() + answer.body());
      System.out.println(server.get("/api/profile/images"));
    }
  }
}
