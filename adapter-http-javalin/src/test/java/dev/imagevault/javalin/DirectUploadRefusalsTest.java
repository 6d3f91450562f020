package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.Quota;
import dev.imagevault.domain.UploadId;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUploadSigner;
import dev.imagevault.port.ForwardingStorage;
import dev.imagevault.port.StoredObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every refusal of the three routes of direct uploads that needs more than a bad request. */
class DirectUploadRefusalsTest {

  private static final String UPLOADS = "/api/profile/uploads";
  private static final String PREPARE = "POST " + UPLOADS;
  private static final String COMPLETE = "POST " + UPLOADS + "/{uploadId}/complete";
  private static final String GIVE_UP = "DELETE " + UPLOADS + "/{uploadId}";
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final OpenApiDocument DOCUMENT = new OpenApiDocument();

  private final Clock clock = Clock.systemUTC();
  private final AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
  private final AtomicReference<Runnable> onOpen = new AtomicReference<>(() -> {});
  private final InMemoryImageStorage store = new InMemoryImageStorage(clock);
  private final byte[] file = Pictures.png();
  private final TestServer.Builder builder = new TestServer.Builder();
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    builder.storage =
        new ForwardingStorage(store) {
          @Override
          public Optional<StoredObject> open(ObjectKey key) {
            onOpen.getAndSet(() -> {}).run();
            return super.open(key);
          }
        };
    builder.records = new InMemoryImageRepository(new LaterClock());
    builder.repository = builder.records;
    builder.uploads = Optional.of(new InMemoryUploadSigner(store, clock));
    server = builder.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void whoHasNoTokenIsRefusedBeforeAnythingElse() throws Exception {
    for (String request :
        List.of(
            "POST " + UPLOADS,
            "GET " + UPLOADS,
            "POST " + UPLOADS + "/x/complete",
            "DELETE " + UPLOADS + "/x")) {
      String[] methodAndPath = request.split(" ");
      HttpResponse<String> answer =
          server.send(
              HttpRequest.newBuilder(server.uri(methodAndPath[1]))
                  .method(methodAndPath[0], BodyPublishers.ofString("x".repeat(20_000))));
      assertThat(answer.statusCode()).as(request).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }
  }

  @Test
  void otherMethodsAndPathsAreRefused() throws Exception {
    for (String request : List.of("GET " + UPLOADS, "PUT " + UPLOADS + "/x/complete")) {
      HttpResponse<String> answer = send(request);
      assertThat(answer.statusCode()).as(request).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow"))
          .hasValueSatisfying(allowed -> assertThat(allowed).contains("POST"));
    }
    HttpResponse<String> one = send("GET " + UPLOADS + "/x");
    assertThat(one.statusCode()).isEqualTo(405);
    assertThat(one.headers().firstValue("Allow").orElse("")).contains("DELETE");
    for (String path : List.of("/", "/x/", "/x/complete/", "/x/y")) {
      assertThat(send("POST " + UPLOADS + path).statusCode()).as(path).isIn(404, 405);
    }
  }

  @Test
  void aBodyOfUnknownLengthIsCutOff() throws Exception {
    HttpRequest.Builder chunked =
        server
            .request(UPLOADS)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[20_000])));
    refused(413, "file_too_large", PREPARE, server.send(chunked));
  }

  @Test
  void aUserHasAHundredPreparedAtTheMost() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertThat(prepare(file.length).statusCode()).isEqualTo(201);
    }
    HttpResponse<String> answer = prepare(file.length);
    refused(429, "too_many_requests", PREPARE, answer);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void whileItIsCompletedNobodyElseCompletesItOrGivesItUp() throws Exception {
    String id = sent(file);
    AtomicReference<List<HttpResponse<String>>> meanwhile = new AtomicReference<>();
    onOpen.set(() -> meanwhile.set(List.of(complete(id), giveUp(id))));
    assertThat(complete(id).statusCode()).isEqualTo(201);
    HttpResponse<String> completion = meanwhile.get().get(0);
    refused(409, "upload_in_progress", COMPLETE, completion);
    assertThat(completion.headers().firstValue("Retry-After")).hasValue("1");
    refused(409, "upload_in_progress", GIVE_UP, meanwhile.get().get(1));
    refused(404, "upload_not_found", GIVE_UP, giveUp(id));
  }

  @Test
  void whoDeletesAllMeanwhileIsToldSo() throws Exception {
    String id = sent(file);
    onOpen.set(() -> send("DELETE /api/profile/images?all=true"));
    refused(409, "withdrawn", COMPLETE, complete(id));
    refused(404, "upload_not_found", COMPLETE, complete(id));
  }

  @Test
  void aDamagedImageIsRefusedForGood() throws Exception {
    String id = sent(Arrays.copyOf(file, 40));
    refused(422, "invalid_image", COMPLETE, complete(id));
    refused(422, "invalid_image", COMPLETE, complete(id));
    refused(404, "upload_not_found", GIVE_UP, giveUp(id));
  }

  @Test
  void aFileOfAnotherSizeIsRefusedForGood() throws Exception {
    String id = member(prepare(file.length + 1L), "uploadId");
    put(id, file);
    refused(422, "upload_mismatch", COMPLETE, complete(id));
    refused(422, "upload_mismatch", COMPLETE, complete(id));
  }

  @Test
  void whatIsTooLargeByNowIsRefusedForGood() throws Exception {
    String id = sent(file);
    restart(() -> builder.policy = builder.policy.withMaxFileSize(file.length - 1));
    refused(413, "file_too_large", COMPLETE, complete(id));
    refused(413, "file_too_large", COMPLETE, complete(id));
  }

  @Test
  void whatHasNoRoomByNowStaysAsItIs() throws Exception {
    String id = sent(file);
    Quota before = builder.policy.quota();
    Quota none = new Quota(OptionalLong.empty(), OptionalLong.of(file.length - 1));
    restart(() -> builder.policy = builder.policy.withQuota(none));
    refused(409, "quota_exceeded", COMPLETE, complete(id));
    restart(() -> builder.policy = builder.policy.withQuota(before));
    assertThat(complete(id).statusCode()).isEqualTo(201);
  }

  @Test
  void failuresOfTheStoreLeaveItAsItIs() throws Exception {
    String id = sent(file);
    onOpen.set(() -> fail(BackEnd.STORAGE, Failure.REFUSED));
    refused(502, "storage_error", COMPLETE, complete(id));
    onOpen.set(() -> fail(BackEnd.STORAGE, Failure.UNAVAILABLE));
    HttpResponse<String> away = complete(id);
    refused(503, "storage_unavailable", COMPLETE, away);
    assertThat(away.headers().firstValue("Retry-After")).isPresent();
    onOpen.set(() -> fail(BackEnd.DATABASE, Failure.UNAVAILABLE));
    refused(503, "database_unavailable", COMPLETE, complete(id));
    assertThat(complete(id).statusCode()).isEqualTo(201);
  }

  @Test
  void whatFindsNoMemoryIsToldToComeBack() throws Exception {
    restart(() -> builder.options = builder.options.withUploadMemory(builder.policy.maxFileSize()));
    byte[] large = Arrays.copyOf(file, Math.toIntExact(builder.policy.maxFileSize()));
    String first = sent(large);
    String second = sent(large);
    CountDownLatch holds = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    onOpen.set(
        () -> {
          holds.countDown();
          await(over);
        });
    CompletableFuture<HttpResponse<String>> holder =
        CompletableFuture.supplyAsync(() -> complete(first));
    await(holds);
    HttpResponse<String> answer = complete(second);
    over.countDown();
    refused(503, "overloaded", COMPLETE, answer);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(holder.get(1, TimeUnit.MINUTES).statusCode()).isEqualTo(201);
    assertThat(complete(second).statusCode()).isEqualTo(201);
  }

  @Test
  void whatExpiredOrWhoseImageIsDeletedIsNotFound() throws Exception {
    String deleted = sent(file);
    String image = member(complete(deleted), "id");
    assertThat(send("DELETE /api/profile/images/" + image).statusCode()).isEqualTo(200);
    refused(404, "upload_not_found", COMPLETE, complete(deleted));

    String expired = sent(file);
    later.set(Duration.ofMinutes(31));
    refused(404, "upload_not_found", COMPLETE, complete(expired));
    String late = sent(file);
    later.set(Duration.ofMinutes(31 + 29));
    assertThat(complete(late).statusCode()).isEqualTo(201);
  }

  /** The repository's, by which uploads expire. */
  private final class LaterClock extends Clock {
    @Override
    public Instant instant() {
      return clock.instant().plus(later.get());
    }

    @Override
    public ZoneId getZone() {
      return clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  private static String member(HttpResponse<String> answer, String name) {
    Matcher member = Pattern.compile("\"" + name + "\":\"?([^\",]+)").matcher(answer.body());
    assertThat(member.find()).as(answer.body()).isTrue();
    return member.group(1);
  }

  private interface Change {
    void make();
  }

  /** As when an instance with other settings takes over. */
  private void restart(Change change) throws Exception {
    server.close();
    change.make();
    server = builder.start();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void fail(BackEnd backEnd, Failure failure) {
    throw new BackEndException(backEnd, failure, "planned", null);
  }

  /** Returns the id of an upload whose file is in the store. */
  private String sent(byte[] bytes) {
    String id = member(prepare(bytes.length), "uploadId");
    put(id, bytes);
    return id;
  }

  private void put(String id, byte[] bytes) {
    ObjectKey key = ObjectKey.incoming(new OwnerId("1"), new UploadId(id));
    store.put(key, new MediaType("image/x"), ImageBytes.of(bytes), TIMEOUT);
  }

  private HttpResponse<String> prepare(long size) {
    return send(
        server
            .request(UPLOADS)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"fileName\":\"a\",\"fileSize\":" + size + "}")));
  }

  private HttpResponse<String> complete(String id) {
    return send("POST " + UPLOADS + "/" + id + "/complete");
  }

  private HttpResponse<String> giveUp(String id) {
    return send("DELETE " + UPLOADS + "/" + id);
  }

  private HttpResponse<String> send(String methodAndPath) {
    String[] words = methodAndPath.split(" ");
    return send(server.request(words[1]).method(words[0], BodyPublishers.noBody()));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return server.client.sendAsync(request.build(), BodyHandlers.ofString()).join();
  }

  private static void refused(
      int status, String code, String operation, HttpResponse<String> answer) {
    DOCUMENT.describes(operation, answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
  }
}
