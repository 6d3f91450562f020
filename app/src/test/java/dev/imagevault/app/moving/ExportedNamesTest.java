package dev.imagevault.app.moving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ImageStatus;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OriginalName;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportedNamesTest {

  private final ExportedNames names = new ExportedNames();
  private long lastId;

  private String name(String original, ImageFormat format) {
    OwnerId owner = new OwnerId("1");
    Image image =
        new Image(
            new ImageId(++lastId),
            owner,
            OriginalName.of(original, format),
            new ImageObject(
                ObjectKey.create(owner, format.extension(), Instant.EPOCH, new SecureRandom()),
                format.mediaType(),
                1,
                1,
                1),
            new Sha256("0".repeat(64)),
            ImageStatus.READY,
            Instant.EPOCH,
            Instant.EPOCH);
    return names.next(image);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '`',
      value = {
        "photo.jpg > photo.jpg",
        "Photo.JPEG > Photo.JPEG",
        "photo.png > photo.jpg",
        "photo > photo.jpg",
        "report.v2 > report.v2.jpg",
        "a:b*c?.jpg > a_b_c_.jpg",
        "`\"quoted\" | piped.jpg` > _quoted_ _ piped.jpg",
        "dots....jpg > dots.jpg",
        "blank  .jpg > blank.jpg",
        ".htaccess > _.htaccess.jpg",
        ".jpg > image.jpg",
        "... > image.jpg",
        "CON.jpg > _CON.jpg",
        "nul > _nul.jpg",
        "Com1.tar.jpg > _Com1.tar.jpg",
        "LPT¹.jpg > _LPT¹.jpg",
        "console.jpg > console.jpg",
        "images.json > images.json.jpg",
        "cafe\u0301.jpg > caf\u00e9.jpg"
      })
  void isSafeAndSaysWhatIsInTheFile(String original, String expected) {
    assertThat(name(original, ImageFormat.JPEG)).isEqualTo(expected);
  }

  @Test
  void keepsWhatElseTheSameFormatIsCalled() {
    assertThat(name("a.heif", ImageFormat.HEIC)).isEqualTo("a.heif");
    assertThat(name("a.apng", ImageFormat.PNG)).isEqualTo("a.apng");
    assertThat(name("a.jpg", ImageFormat.HEIC)).isEqualTo("a.heic");
  }

  @Test
  void isUsedOnceWithoutRegardToCase() {
    assertThat(name("photo.jpg", ImageFormat.JPEG)).isEqualTo("photo.jpg");
    assertThat(name("PHOTO.JPG", ImageFormat.JPEG)).isEqualTo("PHOTO (id 2).JPG");
    assertThat(name("photo.jpg", ImageFormat.JPEG)).isEqualTo("photo (id 3).jpg");
    assertThat(name("photo.jpg", ImageFormat.PNG)).isEqualTo("photo.png");
    assertThat(name("Straße.jpg", ImageFormat.JPEG)).isEqualTo("Straße.jpg");
    assertThat(name("STRASSE.jpg", ImageFormat.JPEG)).isEqualTo("STRASSE (id 6).jpg");
  }

  @Test
  void whatLooksAsIfItHadAnIdMeetsNoOther() {
    assertThat(name("photo (id 3).jpg", ImageFormat.JPEG)).isEqualTo("photo (id 3) (id 1).jpg");
    assertThat(name("photo.jpg", ImageFormat.JPEG)).isEqualTo("photo.jpg");
    assertThat(name("photo.jpg", ImageFormat.JPEG)).isEqualTo("photo (id 3).jpg");
  }

  @Test
  void hasSoManyBytesAtTheMostAndEndsRight() {
    for (String letter : new String[] {"a", "ä", "漢", "😀"}) {
      for (int i = 0; i < 2; i++) {
        String name = name(letter.repeat(255) + ".jpg", ImageFormat.JPEG);
        assertThat(name.getBytes(StandardCharsets.UTF_8))
            .hasSizeBetween(ExportedNames.MAX_BYTES - 5, ExportedNames.MAX_BYTES);
        assertThat(name).startsWith(letter.repeat(40)).endsWith(".jpg").doesNotContain("?");
      }
    }
  }

  /** Which of them have an id, the hashes decide. */
  @Test
  void manyNamesAreStillDifferent() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 50_000; i++) {
      assertThat(
              seen.add(
                  name("IMG_" + i % 40_000 + ".jpg", ImageFormat.JPEG).toLowerCase(Locale.ROOT)))
          .isTrue();
    }
    assertThat(seen.stream().filter(name -> name.contains("id")).count())
        .isBetween(10_000L, 10_200L);
  }
}
