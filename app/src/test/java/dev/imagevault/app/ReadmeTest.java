package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the READMEs show to copy is what {@code src/it} or {@link AdapterSnippets} has, compiled.
 */
class ReadmeTest {

  private static final Path ROOT = Path.of("..");
  private static final Path SNIPPETS =
      Path.of("src/test/java/dev/imagevault/app/AdapterSnippets.java");
  private static final List<String> MODULES =
      List.of(
          "core",
          "adapter-s3",
          "adapter-cloudfront",
          "adapter-jdbi",
          "adapter-http-javalin",
          "spring-boot-starter");
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern DEPENDENCY =
      Pattern.compile("<artifactId>(.*?)</artifactId>\\s*<version>(.*?)</version>");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "core/README.md",
        "core/EMBEDDING.md",
        "adapter-s3/README.md",
        "adapter-cloudfront/README.md",
        "adapter-jdbi/README.md",
        "adapter-http-javalin/README.md",
        "app/spring-boot-starter/README.md"
      })
  void everyJavaSnippetIsPartOfWhatIsCompiled(String readme) throws IOException {
    List<String> sources = new ArrayList<>();
    sources.add(withoutSpace(Files.readString(SNIPPETS)));
    try (Stream<Path> files = Files.walk(Path.of("src", "it"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.add(withoutSpace(Files.readString(file)));
      }
    }
    Matcher snippet = JAVA.matcher(Files.readString(ROOT.resolve(readme)));
    assertThat(snippet.results())
        .isNotEmpty()
        .allSatisfy(
            found -> assertThat(sources).anyMatch(it -> it.contains(withoutSpace(found.group(1)))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "core/README.md",
        "adapter-s3/README.md",
        "adapter-cloudfront/README.md",
        "adapter-jdbi/README.md",
        "adapter-http-javalin/README.md",
        "app/spring-boot-starter/README.md"
      })
  void everyDependencyIsOneThatIsPublished(String readme) throws IOException {
    Matcher project = DEPENDENCY.matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(project.find()).isTrue();
    List<String> published = new ArrayList<>();
    for (String module : MODULES) {
      published.add("imagevault-" + module + " " + project.group(2));
    }
    Matcher shown = DEPENDENCY.matcher(Files.readString(ROOT.resolve(readme)));
    assertThat(shown.results().map(it -> it.group(1) + " " + it.group(2)))
        .isNotEmpty()
        .isSubsetOf(published);
  }

  private static String withoutSpace(String code) {
    return code.replaceAll("\\s+", "");
  }
}
