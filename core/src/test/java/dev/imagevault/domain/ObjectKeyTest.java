package dev.imagevault.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectKeyTest {

  @Test
  void aKeyTellsWhoseItIs() {
    for (String id :
        List.of("7", "a_b-C", "ann@example.com", "ß", "🍓".repeat(128), "a".repeat(128))) {
      OwnerId owner = new OwnerId(id);
      ObjectKey key = ObjectKey.create(owner, "png", Instant.EPOCH, new SecureRandom());
      assertThat(key.owner()).isEqualTo(owner);
      assertThat(ObjectKey.parse(key.value())).contains(key);
    }
  }

  @Test
  void anExtensionIsOfNoListThatIsClosed() {
    assertThat(ObjectKey.parse("users/7/images/1-abcdefghijklmnop.jp2")).isPresent();
    for (String extension : List.of("", "PNG", "extension", "p-g", "png.gz")) {
      assertThat(ObjectKey.parse("users/7/images/1-abcdefghijklmnop." + extension)).isEmpty();
    }
  }

  /** {@code .YWJj} would be {@code abc}, who has a plain segment; the last is no UTF-8. */
  @Test
  void aSegmentThatStandsForNobodyIsNoKey() {
    for (String segment : List.of(".YWJj", ".A", ".____", "a".repeat(129), "..", "")) {
      String key = "users/" + segment + "/images/1-abcdefghijklmnop.png";
      assertThat(ObjectKey.parse(key)).as(segment).isEmpty();
      assertThatIllegalArgumentException().isThrownBy(() -> new ObjectKey(key));
    }
  }
}
