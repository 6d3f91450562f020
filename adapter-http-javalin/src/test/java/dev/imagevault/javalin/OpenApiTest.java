package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imagevault.ImageVault;
import dev.imagevault.ImageVaultBuilder;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.token.JwtAuthenticator;
import dev.imagevault.javalin.token.JwtKeys;
import dev.imagevault.javalin.token.JwtRules;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUploadSigner;
import dev.imagevault.memory.InMemoryUrlSigner;
import io.javalin.Javalin;
import io.javalin.http.HandlerType;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The document says what the server does, and the server does what the document says. */
class OpenApiTest {

  /** The application mounts these; a test of its own holds them against the document. */
  private static final Set<String> APPLICATION = Set.of("GET /health/live", "GET /health/ready");

  private static final String UPLOAD = "POST /api/profile/upload-image";
  private static final String LIST = "GET /api/profile/images";
  private static final String SHOW = "GET /api/profile/images/{id}";
  private static final String SIGN = "GET /api/profile/images/{id}/signed-url";
  private static final String DELETE = "DELETE /api/profile/images/{id}";
  private static final String DELETE_ALL = "DELETE /api/profile/images";

  private static final OpenApiDocument DOCUMENT = new OpenApiDocument();

  private static TestServer server;

  @BeforeAll
  static void start() throws IOException {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyRouteIsDocumentedAndEveryDocumentedRouteExists() {
    Set<String> documented = new TreeSet<>(DOCUMENT.operations());
    documented.removeAll(APPLICATION);
    assertThat(routes(true)).isEqualTo(documented);
    assertThat(documented).anyMatch(OpenApiTest::isOfDirectUploads);
    documented.removeIf(OpenApiTest::isOfDirectUploads);
    assertThat(routes(false)).isEqualTo(documented);
  }

  @Test
  void withoutDirectUploadsNoneIsDocumented() throws Exception {
    Set<String> documented = new TreeSet<>(DOCUMENT.operations());
    try (TestServer plain = TestServer.start()) {
      OpenApiDocument served = new OpenApiDocument(plain.get("/openapi.json").body());
      assertThat(served.operations()).isNotEqualTo(documented);
      documented.removeIf(OpenApiTest::isOfDirectUploads);
      assertThat(served.operations()).isEqualTo(documented);
    }
  }

  private static boolean isOfDirectUploads(String operation) {
    return operation.contains("/uploads");
  }

  private static Set<String> routes(boolean directUploads) {
    Clock clock = Clock.systemUTC();
    InMemoryImageStorage storage = new InMemoryImageStorage(clock);
    InMemoryImageRepository repository = new InMemoryImageRepository(clock);
    ImageVaultBuilder builder =
        ImageVault.builder()
            .storage(storage)
            .urls(new InMemoryUrlSigner())
            .records(repository)
            .uploadRecords(repository.uploads())
            .clock(clock);
    if (directUploads) {
      builder.uploadUrls(new InMemoryUploadSigner(storage, clock));
    }
    ImageVault vault = builder.build();
    try (ImageApi api =
        new ImageApi(
            vault,
            new JwtAuthenticator(JwtKeys.hs256(TestServer.SECRET), JwtRules.DEFAULT, clock),
            ImageApiOptions.DEFAULT,
            clock)) {
      Javalin javalin =
          Javalin.create(
              config -> {
                api.mount(config.routes, "/api");
                ApiDocs.mount(config.routes, "", directUploads);
              });
      Set<HandlerType> methods =
          Set.of(
              HandlerType.GET,
              HandlerType.POST,
              HandlerType.DELETE,
              HandlerType.PUT,
              HandlerType.PATCH);
      return javalin.unsafe.internalRouter.allHttpHandlers().stream()
          .map(parsed -> parsed.endpoint)
          .filter(endpoint -> methods.contains(endpoint.method))
          .filter(endpoint -> !endpoint.path.startsWith("/docs/"))
          .map(endpoint -> endpoint.method + " " + endpoint.path)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void aWholeLifeIsAnsweredAsDocumented() throws Exception {
    String user = "life";
    HttpResponse<String> stored = upload(user, "image", "a.png", png(3), "key-1");
    DOCUMENT.describes(UPLOAD, stored);
    assertThat(stored.statusCode()).isEqualTo(201);
    String path = stored.headers().firstValue("Location").orElseThrow();
    DOCUMENT.describes(UPLOAD, upload(user, "image", "a.png", png(3), "key-1"));
    DOCUMENT.describes(UPLOAD, upload(user, "image", "b.png", png(4), ""));
    DOCUMENT.describes(LIST, send("GET", "/api/profile/images", user));
    DOCUMENT.describes(LIST, send("GET", "/api/profile/images?limit=1", user));
    DOCUMENT.describes(SHOW, send("GET", path, user));
    DOCUMENT.describes(SIGN, send("GET", path + "/signed-url", user));
    DOCUMENT.describes(DELETE, send("DELETE", path, user));
    DOCUMENT.describes(DELETE_ALL, send("DELETE", "/api/profile/images?all=true", user));
  }

  @Test
  void refusalsAreAnsweredAsDocumented() throws Exception {
    String user = "refused";
    refused(400, "missing_file", UPLOAD, upload(user, "other", "a.png", png(3), ""));
    refused(400, "invalid_request", UPLOAD, upload(user, "image", "a.png", png(3), "a b"));
    refused(400, "invalid_request", LIST, send("GET", "/api/profile/images?limit=0", user));
    refused(400, "invalid_request", DELETE_ALL, send("DELETE", "/api/profile/images", user));
    refused(401, "unauthorized", LIST, send("GET", "/api/profile/images", ""));
    refused(404, "image_not_found", SHOW, send("GET", "/api/profile/images/999", user));
    refused(404, "image_not_found", SIGN, send("GET", "/api/profile/images/x/signed-url", user));
    refused(404, "image_not_found", DELETE, send("DELETE", "/api/profile/images/999", user));
    DOCUMENT.describes(UPLOAD, upload(user, "image", "a.png", png(3), "key"));
    refused(409, "idempotency_conflict", UPLOAD, upload(user, "image", "a.png", png(4), "key"));
    refused(413, "file_too_large", UPLOAD, upload(user, "image", "a.png", new byte[6 << 20], ""));
    refused(
        415,
        "unsupported_media_type",
        UPLOAD,
        upload(user, "image", "a.png", "no image".getBytes(StandardCharsets.UTF_8), ""));
    refused(
        422,
        "invalid_image",
        UPLOAD,
        upload(user, "image", "a.png", Arrays.copyOf(png(3), 45), ""));
  }

  @Test
  void variantsAreAnsweredAsDocumented() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy =
        VaultPolicy.DEFAULT.withVariants(
            Stream.of("thumb:16", "modern:16:webp").map(VariantSpec::parse).toList());
    try (TestServer rendering = builder.start()) {
      builder.renderings.atWork(
          Set.of(ImageFormat.PNG.mediaType()), Set.of(RenditionSpec.Encoding.BEST));
      HttpResponse<String> stored = rendering.upload(png(3));
      DOCUMENT.describes(UPLOAD, stored);
      String path = stored.headers().firstValue("Location").orElseThrow();
      String url = path + "/signed-url?variant=";
      refused(409, "variant_pending", SIGN, rendering.get(url + "thumb"));
      refused(404, "variant_not_found", SIGN, rendering.get(url + "modern"));
      refused(400, "invalid_request", SIGN, rendering.get(url + "thumb&variant=thumb"));
      refused(400, "invalid_request", LIST, rendering.get("/api/profile/images?variants=big"));
      assertThat(rendering.vault.render().rendered()).isEqualTo(1);
      DOCUMENT.describes(SIGN, rendering.get(url + "thumb"));
      DOCUMENT.describes(SHOW, rendering.get(path));
      DOCUMENT.describes(LIST, rendering.get("/api/profile/images"));
      DOCUMENT.describes(LIST, rendering.get("/api/profile/images?variants=thumb"));
    }
  }

  private static void refused(
      int status, String code, String operation, HttpResponse<String> answer) {
    DOCUMENT.describes(operation, answer);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }

  @Test
  void theDocumentAndItsPageAreServedAsDocumented() throws Exception {
    DOCUMENT.describes("GET /openapi.json", send("GET", "/openapi.json", ""));
    HttpResponse<String> page = send("GET", "/docs", "");
    DOCUMENT.describes("GET /docs", page);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'")
        .doesNotContain("unsafe");
    for (String name : List.of("docs.js", "docs.css", "swagger-ui.css", "swagger-ui-bundle.js")) {
      assertThat(page.body()).contains("/docs/" + name);
      assertThat(send("GET", "/docs/" + name, "").statusCode()).as(name).isEqualTo(200);
    }
  }

  @Test
  void whatTheBrowserHasIsNotSentAgain() throws Exception {
    String tag = send("GET", "/docs", "").headers().firstValue("ETag").orElseThrow();
    HttpRequest repeat =
        HttpRequest.newBuilder(server.uri("/docs")).header("If-None-Match", tag).build();
    HttpResponse<String> answer = server.client.send(repeat, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void everyCodeIsDocumentedWithItsStatus() {
    Set<String> inUse =
        Arrays.stream(ProblemCode.values())
            .map(code -> code.status() + " " + code.text())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> documented = new TreeSet<>(Set.of("404 not_found", "405 method_not_allowed"));
    for (JsonNode response : DOCUMENT.root().at("/components/responses")) {
      for (JsonNode example : response.at("/content/application~1problem+json/examples")) {
        JsonNode value = example.get("value");
        documented.add(value.get("status").asText() + " " + value.get("code").asText());
      }
    }
    assertThat(documented).isEqualTo(inUse);
    assertThat(DOCUMENT.root().at("/info/description").asText())
        .contains("404 `not_found`", "405 `method_not_allowed`");
    List<String> codes = new ArrayList<>();
    DOCUMENT
        .root()
        .at("/components/schemas/Problem/properties/code/enum")
        .forEach(code -> codes.add(code.asText()));
    assertThat(codes)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ProblemCode.values()).map(ProblemCode::text).toList());
  }

  @Test
  void everyExampleFollowsItsSchema() {
    List<String> checked = new ArrayList<>();
    checkExamples("", DOCUMENT.root(), checked);
    assertThat(checked).hasSizeGreaterThan(30);
  }

  private static void checkExamples(String pointer, JsonNode node, List<String> checked) {
    if (node.has("schema")) {
      Stream.concat(
              node.has("example") ? Stream.of(node.get("example")) : Stream.empty(),
              IntStream.range(0, node.path("examples").size())
                  .mapToObj(i -> new ArrayList<>(node.get("examples").properties()).get(i))
                  .map(example -> example.getValue().get("value")))
          .forEach(
              example -> {
                assertThat(DOCUMENT.errors(pointer + "/schema", example)).as(pointer).isEmpty();
                checked.add(pointer);
              });
    }
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      checkExamples(
          pointer + "/" + OpenApiDocument.escaped(member.getKey()), member.getValue(), checked);
    }
  }

  private static HttpResponse<String> send(String method, String path, String user)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri(path)).method(method, BodyPublishers.noBody());
    if (!user.isEmpty()) {
      request.header("Authorization", "Bearer " + server.token(user));
    }
    return server.client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> upload(
      String user, String part, String fileName, byte[] content, String key)
      throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--boundary\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n\r\n"
                .formatted(part, fileName))
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content);
    body.writeBytes("\r\n--boundary--\r\n".getBytes(StandardCharsets.UTF_8));
    URI uri = server.uri("/api/profile/upload-image");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + server.token(user))
            .header("Content-Type", "multipart/form-data; boundary=boundary")
            .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    if (!key.isEmpty()) {
      request.header("Idempotency-Key", key);
    }
    return server.client.send(request.build(), BodyHandlers.ofString());
  }

  private static byte[] png(int width) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, 2, BufferedImage.TYPE_INT_RGB), "png", out);
    return out.toByteArray();
  }
}
