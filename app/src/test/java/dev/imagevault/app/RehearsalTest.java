package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.app.process.StartException;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What made-up users do, so that the JVM learns of it. */
class RehearsalTest {

  private void rehearse(Map<String, String> environment, Body body) throws Exception {
    try (LocalBackEnds backEnds = new LocalBackEnds();
        RunningService service = new RunningService(backEnds, environment)) {
      try (Rehearsal rehearsal =
          new Rehearsal(URI.create(service.url()), user -> service.user(user.value()).token())) {
        body.accept(rehearsal, service);
      }
      assertThat(backEnds.count("select count(*) from user_images where status <> 'DELETING'"))
          .isZero();
    }
  }

  private interface Body {
    void accept(Rehearsal rehearsal, RunningService service) throws Exception;
  }

  @Test
  void everyoneUploadsLooksAndDeletes() throws Exception {
    rehearse(
        Map.of(),
        (rehearsal, service) -> {
          rehearsal.run(4);
          assertThat(service.metrics())
              .containsPattern("upload_size_bytes_count 32")
              .containsPattern("route=\"/api/profile/images\\S+ 32");
        });
  }

  @Test
  void whatFailsIsToldAndLeavesNoImage() throws Exception {
    rehearse(
        Map.of("RATE_LIMIT_UPLOADS", "1/d"),
        (rehearsal, service) ->
            assertThatThrownBy(() -> rehearsal.run(2))
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("POST /api/profile/upload-image", "429"));
  }
}
