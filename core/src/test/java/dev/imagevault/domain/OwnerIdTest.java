package dev.imagevault.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"1", "a-b_C9", "auth0|5f7", "ä", "..", "a/b", "x y", "🍓"})
  void everyIdMakesAKeyThatNeedsNoEscaping(String id) {
    OwnerId owner = new OwnerId(id);
    ObjectKey key = ObjectKey.create(owner, "avif", Instant.EPOCH, new SecureRandom());
    assertThat(key.value()).matches("users/[A-Za-z0-9._-]+/images/0-[A-Za-z0-9_-]{22}\\.avif");
    assertThat(ObjectKey.parse(key.value())).contains(key);
  }

  @Test
  void plainIdsStandAsTheyAreAndOthersEncoded() {
    assertThat(new OwnerId("a-b_C9").keySegment()).isEqualTo("a-b_C9");
    assertThat(new OwnerId("ä").keySegment()).isEqualTo(".w6Q");
  }

  @Test
  void lengthIsCountedInCodePoints() {
    OwnerId longest = new OwnerId("🍓".repeat(128));
    assertThat(ObjectKey.create(longest, "png", Instant.EPOCH, new SecureRandom()).value())
        .hasSizeLessThan(1024);
    assertThatIllegalArgumentException().isThrownBy(() -> new OwnerId("🍓".repeat(129)));
    assertThatIllegalArgumentException().isThrownBy(() -> new OwnerId(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000", "\n", "a\u007f", "\u0085", "\ud83c", "\udf53x"})
  void controlCharactersAndUnpairedSurrogatesAreRefused(String id) {
    assertThatIllegalArgumentException().isThrownBy(() -> new OwnerId(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "users/1/images/1-abcdefghijklmnop.SVG",
        "users/1/images/1-abc.png",
        "users/../images/1-abcdefghijklmnop.png",
        "users/1/avatars/1-abcdefghijklmnop.png",
        "other/1/images/1-abcdefghijklmnop.png",
        "users/1/images/1-abcdefghijklmnop.png/x"
      })
  void keysOfAnotherShapeAreNotOurs(String text) {
    assertThat(ObjectKey.parse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new ObjectKey(text));
  }
}
