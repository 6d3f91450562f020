package dev.imagevault.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginalNameTest {

  private static String clean(String sent) {
    return OriginalName.of(sent, ImageFormat.PNG).value();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "photo.jpg",
        "a b (1).jpeg",
        "Ünïcödé.png",
        "日本語.png",
        "семья.heic",
        "🏖️👨‍👩‍👧‍👦.png",
        "no-extension",
        ".hidden",
        " a ",
        "...",
        "100% \"quoted\" & <b>.png",
        "שלום.png",
        "-rf",
        "a..b"
      })
  void anHonestNameStaysAsItIs(String name) {
    assertThat(clean(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({
    "../../etc/passwd,passwd",
    "/etc/passwd,passwd",
    "..\\..\\windows\\system32\\x.png,x.png",
    "C:\\fakepath\\x.png,x.png",
    "a/b\\c.png,c.png",
    "a\\b/c.png,c.png"
  })
  void onlyTheLastPathSegmentStays(String sent, String kept) {
    assertThat(clean(sent)).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/",
        "\\",
        "a/",
        "../",
        "..",
        ".",
        "..\0",
        "a/..",
        "\0",
        "\r\n",
        "\u202e",
        "\u2028\u2029",
        "\ud800",
        "\u3000"
      })
  void nothingBecomesAName(String sent) {
    assertThat(clean(sent)).isEqualTo("image.png");
    assertThat(OriginalName.of(sent, ImageFormat.HEIC).value()).isEqualTo("image.heic");
  }

  @Test
  void controlCharactersGo() {
    assertThat(clean("a\0b\r\nSet-Cookie: c\tx\u007f\u0085\u009f.png"))
        .isEqualTo("abSet-Cookie: cx.png");
    assertThat(clean("a\u2028b\u2029c")).isEqualTo("abc");
  }

  @Test
  void charactersThatReorderTextGo() {
    assertThat(clean("photo\u202egnp.exe")).isEqualTo("photognp.exe");
    assertThat(clean("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069x"))
        .isEqualTo("x");
  }

  @Test
  void unpairedSurrogatesGo() {
    assertThat(clean("a\ud83db\udc00c")).isEqualTo("abc");
  }

  @Test
  void composedAndDecomposedNamesAreTheSame() {
    assertThat(clean("u\u0308.png")).isEqualTo("\u00fc.png");
    assertThat(clean("\u00fc.png")).isEqualTo("\u00fc.png");
  }

  @Test
  void aLongNameIsCutBetweenCodePoints() {
    assertThat(clean("x".repeat(5000))).isEqualTo("x".repeat(255));
    assertThat(clean("🏖".repeat(5000))).isEqualTo("🏖".repeat(255));
    assertThat(clean(" ".repeat(300) + "x")).isEqualTo("image.png");
  }

  @Test
  void aCleanedNameIsCleanWhateverWasSent() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder sent = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        int[] ranges = {0x20, 0x80, 0x350, 0x2070, 0x10000, 0x110000};
        sent.appendCodePoint(random.nextInt(ranges[random.nextInt(ranges.length)]));
      }
      String cleaned = clean(sent.toString());
      assertThat(clean(cleaned)).as("seed %d, attempt %d", seed, i).isEqualTo(cleaned);
      assertThat(new OriginalName(cleaned).value()).isEqualTo(cleaned);
    }
  }

  @Test
  void aNameThatWasNotCleanedIsRefused() {
    for (String dirty : new String[] {"", "a/b", "a\nb", " ", "..", "u\u0308", "x".repeat(256)}) {
      assertThatThrownBy(() -> new OriginalName(dirty))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
