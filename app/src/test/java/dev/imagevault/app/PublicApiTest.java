package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/** What others may build on is written down, so that a break is a decision. */
class PublicApiTest {

  @ParameterizedTest
  @CsvSource({
    "imagevault-core, '', .domain, .format, .port, .render, .memory",
    "imagevault-core-tests, .contract",
    "imagevault-adapter-s3, .s3",
    "imagevault-adapter-cloudfront, .cloudfront",
    "imagevault-adapter-jdbi, .jdbi",
    "imagevault-adapter-http-javalin, .javalin, .javalin.telemetry, .javalin.token"
  })
  void whatAnArtifactOffersIsWhatIsWrittenDown(ArgumentsAccessor row) throws IOException {
    String[] packages =
        row.toList().stream().skip(1).map(it -> "dev.imagevault" + it).toArray(String[]::new);
    String offered = PublicApi.of(packages);
    for (String each : packages) {
      assertThat(offered).as(each).contains(" " + each + ".");
    }
    Path file = Path.of("src", "test", "resources", "api", row.getString(0) + ".txt");
    WrittenDown.check(file, offered, PublicApiTest.class);
  }
}
