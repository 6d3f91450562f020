package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.javalin.PageFiles;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page is made of. */
class GalleryFilesTest {

  private static final Path PAGE = Path.of("src/main/resources/page");

  @Test
  void theProxysWayToTheServiceIsInTheLinks() throws Exception {
    GalleryPage page =
        new GalleryPage(
            URI.create("https://d111.cloudfront.net/x"),
            VaultPolicy.DEFAULT,
            Optional.empty(),
            "/media");
    Javalin javalin = Javalin.create(config -> page.mount(config.routes)).start("127.0.0.1", 0);
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + javalin.port() + "/"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).contains("src=\"/media/page/main.js\"", "href=\"/media/docs\"");
      assertThat(answer.body().replace("=\"/media/", "")).doesNotContain("=\"/", "{{");
    } finally {
      javalin.stop();
    }
  }

  @Test
  void everyFileIsServed() throws IOException {
    GalleryPage page =
        new GalleryPage(
            URI.create("https://d111.cloudfront.net/x"),
            VaultPolicy.DEFAULT,
            Optional.of(URI.create("https://b.example.org/?x")),
            "");
    Javalin javalin = Javalin.create(config -> page.mount(config.routes));
    Set<String> served = new TreeSet<>();
    javalin.unsafe.internalRouter.allHttpHandlers().forEach(h -> served.add(h.endpoint.path));
    Set<String> expected = new TreeSet<>(Set.of("/"));
    for (Path file : files()) {
      String name = file.getFileName().toString();
      if (!name.equals("index.html")) {
        expected.add("/page/" + name);
      }
    }
    assertThat(served).isEqualTo(expected);
  }

  @Test
  void nothingIsInline() throws IOException {
    assertThat(Files.readString(PAGE.resolve("index.html")))
        .doesNotContainPattern("<style|<script(?![^>]* src=)|\\sstyle=|\\son[a-z]+=|javascript:");
    for (Path file : files()) {
      assertThat(Files.readString(file)).as("%s", file).doesNotContain("innerHTML");
    }
  }

  @Test
  void everyProblemOfTheApiHasWords() throws IOException {
    String words = Files.readString(PAGE.resolve("problems.js"));
    String document =
        new String(
            PageFiles.resource(PageFiles.class, "docs/openapi.json"), StandardCharsets.UTF_8);
    JsonNode codes =
        new ObjectMapper()
            .readTree(document)
            .at("/components/schemas/Problem/properties/code/enum");
    assertThat(codes).hasSizeGreaterThan(15);
    codes.forEach(code -> assertThat(words).contains("  " + code.asText() + ": ["));
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(PAGE)) {
      return files.toList();
    }
  }
}
