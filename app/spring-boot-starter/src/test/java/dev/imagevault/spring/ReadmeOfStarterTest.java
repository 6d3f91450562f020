package dev.imagevault.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README lists the properties that editors are told of, and no others. */
class ReadmeOfStarterTest {

  private static final Pattern TOLD =
      Pattern.compile("\"name\": \"(imagevault\\.[a-z.-]+)\",\\s+\"type\": \"[^\"]+\",\\s+\"desc");
  private static final Pattern LISTED =
      Pattern.compile("^\\| `(imagevault\\.[a-z.-]+)` \\|.*\\|.*\\|$", Pattern.MULTILINE);

  @Test
  void everyPropertyIsListed() throws IOException {
    String metadata;
    try (InputStream file =
        getClass().getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
      metadata = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    Set<String> told = names(TOLD, metadata);
    assertThat(told).contains("imagevault.bucket", "imagevault.cloudfront.private-key");
    assertThat(names(LISTED, Files.readString(Path.of("README.md")))).isEqualTo(told);
  }

  private static Set<String> names(Pattern pattern, String text) {
    List<String> all =
        pattern.matcher(text).results().map((MatchResult it) -> it.group(1)).toList();
    return new TreeSet<>(all);
  }
}
