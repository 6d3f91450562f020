package dev.imagevault.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediaTypeTest {

  @Test
  void anyTypeOfAnImageIsOne() {
    for (String type : List.of("image/jpeg", "image/svg+xml", "image/vnd.adobe.photoshop")) {
      assertThat(new MediaType(type)).hasToString(type);
    }
  }

  @Test
  void whatIsNoImagesTypeIsRefused() {
    for (String type :
        List.of("", "image/", "text/html", "image/PNG", "image/png; q=1", "image/p\nng")) {
      assertThatIllegalArgumentException().as(type).isThrownBy(() -> new MediaType(type));
    }
  }
}
