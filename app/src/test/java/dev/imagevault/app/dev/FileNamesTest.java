package dev.imagevault.app.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FileNamesTest {

  private static final int MAX_FILE_NAME = 255;

  /** A minus, and a UUID. */
  private static final int MAX_APPENDIX = 37;

  @Test
  void ordinaryKeysAreTheirOwnPaths() {
    String key = "users/42/images/1700000000000-AAAAAAAAAAAAAAAAAAAAAA.jpg";
    assertThat(FileNames.ofKey(key)).isEqualTo(key);
    assertThat(FileNames.toKey(key)).isEqualTo(key);
  }

  @Test
  void longSegmentsBecomeSeveralAndComeBack() {
    String key = "users/." + "A".repeat(683) + "/images/1-b.png";
    String path = FileNames.ofKey(key);
    assertThat(path.split("/")).hasSize(7).allMatch(name -> name.length() <= MAX_FILE_NAME);
    assertThat(FileNames.toKey(path)).isEqualTo(key);
  }

  @Test
  void thePathOfAKeysBeginningIsTheBeginningOfItsPath() {
    String key = "users/" + "x".repeat(450) + "/images/1-b.png";
    for (int length = 0; length <= key.length(); length++) {
      assertThat(FileNames.ofKey(key)).startsWith(FileNames.ofKey(key.substring(0, length)));
    }
  }

  @Test
  void noTwoKeysShareAPath() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, String> keysByPath = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String key = randomKey(random);
      String path = FileNames.ofKey(key);
      assertThat(FileNames.toKey(path)).as("seed %d", seed).isEqualTo(key);
      assertThat(keysByPath.put(path, key)).as("seed %d", seed).isIn(null, key);
      assertThat(Arrays.stream(path.split("/")).mapToInt(String::length).max().orElse(0))
          .as("seed %d", seed)
          .isLessThanOrEqualTo(MAX_FILE_NAME - MAX_APPENDIX);
    }
  }

  /** Lengths around where segments are cut, of the characters that the cutting uses. */
  private static String randomKey(Random random) {
    StringBuilder key = new StringBuilder("k");
    for (int segment = random.nextInt(4); segment >= 0; segment--) {
      int length = new int[] {1, 3, 199, 200, 201, 202, 400, 401, 402, 684}[random.nextInt(10)];
      for (int i = 0; i < length; i++) {
        key.append("ab~".charAt(random.nextInt(100) == 0 ? 2 : i % 2));
      }
      if (random.nextInt(3) == 0) {
        key.setCharAt(key.length() - 1, '~');
      }
      key.append(segment > 0 ? "/" : "");
    }
    return key.toString();
  }
}
