package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.Upload;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.port.VariantRepository;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often the back ends are called for variants. */
class VariantCostTest {

  private static final int IMAGES = 230;

  /** How many URLs are in memory at a time. */
  private static final int URLS = 100;

  private static final List<String> CALLS = new CopyOnWriteArrayList<>();

  private static Faults<VariantRepository> variants;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    TestServer.Builder builder = new TestServer.Builder();
    builder.policy =
        VaultPolicy.DEFAULT.withVariants(
            Stream.of("thumb:16", "display:32").map(VariantSpec::parse).toList());
    InMemoryImageRepository records = new InMemoryImageRepository(Clock.systemUTC());
    builder.repository = noted(ImageRepository.class, records, "page").adapter;
    variants = noted(VariantRepository.class, records.variants(), "find");
    builder.variants = variants.adapter;
    builder.renderings =
        noted(RenderingQueue.class, records.renderings(), "failed", "abilities").adapter;
    builder.signer = noted(UrlSigner.class, builder.signer, "sign").adapter;
    server = builder.start();
    byte[] picture = Pictures.png(3 * 20 * 20);
    for (int i = 0; i < IMAGES; i++) {
      server.vault.upload(new OwnerId("1"), Upload.of(picture).named("a"));
    }
    assertThat(server.vault.render().rendered()).isEqualTo(IMAGES);
  }

  private static <T> Faults<T> noted(Class<T> port, T real, String... methods) {
    Faults<T> calls = Faults.in(port, real);
    for (String method : methods) {
      calls.before(method, () -> CALLS.add(method));
    }
    return calls;
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    CALLS.clear();
  }

  private static long count(String method) {
    return CALLS.stream().filter(method::equals).count();
  }

  /** Returns the most signatures between two looks at the repository. */
  private static int mostSignaturesAtATime() {
    int most = 0;
    int since = 0;
    for (String call : CALLS) {
      since = call.equals("sign") ? since + 1 : 0;
      most = Math.max(most, since);
    }
    return most;
  }

  private static int listed(String query) throws Exception {
    String body = server.get("/api/profile/images" + query).body();
    return new ObjectMapper().readTree(body).get("data").size();
  }

  @Test
  void aListingLooksForVariantsOnceAPage() throws Exception {
    assertThat(listed("")).isEqualTo(IMAGES);
    assertThat(count("page")).isEqualTo(3);
    assertThat(count("find")).isEqualTo(3);
    assertThat(count("sign")).isEqualTo(IMAGES);
    assertThat(count("failed") + count("abilities")).as("nothing is missing").isZero();
  }

  @Test
  void aListingThatSignsMoreReadsLessAtATime() throws Exception {
    assertThat(listed("?variants=thumb,display")).isEqualTo(IMAGES);
    assertThat(count("sign")).isEqualTo(3 * IMAGES);
    assertThat(count("find")).isEqualTo(count("page"));
    assertThat(mostSignaturesAtATime()).isBetween(URLS / 2, URLS);
  }

  @Test
  void aHeadOfAListingLooksForNothing() throws Exception {
    HttpRequest.Builder head = server.request("/api/profile/images?variants=thumb");
    head.method("HEAD", BodyPublishers.noBody());
    assertThat(server.send(head).statusCode()).isEqualTo(200);
    assertThat(CALLS).isEmpty();
  }

  @Test
  void anUploadWhoseVariantsCannotBeToldLeavesNothing() throws Exception {
    variants.before(
        "find",
        () -> {
          throw new BackEndException(
              BackEnd.DATABASE, BackEndException.Failure.UNAVAILABLE, "gone", null);
        });
    HttpResponse<String> answer = server.upload(Pictures.png());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("database_unavailable");
    variants.before("find", () -> CALLS.add("find"));
    assertThat(listed("")).isEqualTo(IMAGES);
  }

  @Test
  void anUploadLooksForItsVariantsOnce() throws Exception {
    assertThat(server.upload(Pictures.png()).statusCode()).isEqualTo(201);
    assertThat(CALLS).containsExactlyInAnyOrder("find", "failed", "abilities", "sign");
    assertThat(server.vault.render().rendered()).isEqualTo(1);
    server.vault.delete(
        new OwnerId("1"), server.vault.all(new OwnerId("1")).findFirst().orElseThrow().id());
  }
}
