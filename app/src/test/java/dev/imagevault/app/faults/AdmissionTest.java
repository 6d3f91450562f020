package dev.imagevault.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.app.Pictures;
import dev.imagevault.app.faults.Deployment.Instance;
import dev.imagevault.app.faults.User.Answer;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Far more than fits into a heap of 256 MB. */
@Tag("faults")
class AdmissionTest {

  private static final int BURST = 30;
  private static final int UPLOADS = 150;
  private static final int ATTEMPTS = 10;
  private static final int DRIBBLERS = 200;
  private static final int IDLE = 1000;
  private static final int PIECE = 64 * 1024;

  private static Deployment deployment;
  private static Instance instance;
  private static User user;
  private static byte[] picture;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<AutoCloseable> connections = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void start() throws Exception {
    deployment = new Deployment().with("REQUEST_TIMEOUT", "20").with("SWEEP_DELAY", "600");
    instance = deployment.start("-Xmx256m", "-XX:+UseG1GC");
    user = new User("ordinary", () -> instance.url());
    picture = Pictures.noise(1277, 1277, new Random(1));
    assertThat(picture.length).isBetween(4_850_000, 5_000_000);
  }

  @AfterAll
  static void stop() throws Exception {
    deployment.close();
  }

  @AfterEach
  void itLivesAndNeverLackedMemory() throws Exception {
    threads.shutdownNow();
    for (AutoCloseable connection : connections) {
      connection.close();
    }
    assertThat(user.list().status()).isEqualTo(200);
    assertThat(instance.process().err()).doesNotContain("OutOfMemoryError");
    Path status = Path.of("/proc/" + instance.process().pid() + "/status");
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmHWM:")) {
          Figures.print("peak of the resident set", line.substring(6).strip());
        }
      }
    }
  }

  @Test
  void aBurstOfOneUserThatTheMachineCanStoreInTimeIsStored() throws Exception {
    Ledger ledger = new Ledger();
    User bursting = new User("bursting", () -> instance.url());
    for (Future<Answer> upload : threads.invokeAll(uploads(bursting, ledger, BURST, 1))) {
      assertThat(upload.get()).hasToString("201");
    }
    assertThat(ledger.answered("upload 201")).isEqualTo(BURST);
    ledger.assertAgreesWith(deployment.backEnds());
  }

  @Test
  void moreUploadsThanCanBeStoredInTimeAreAllStoredForClientsThatComeBackAsTold() throws Exception {
    Ledger ledger = new Ledger();
    User many = new User("many", () -> instance.url());
    for (Future<Answer> upload : threads.invokeAll(uploads(many, ledger, UPLOADS, ATTEMPTS))) {
      assertThat(upload.get()).hasToString("201");
    }
    Figures.print("answers", ledger.answers().toString());
    assertThat(ledger.answered("upload 201")).isEqualTo(UPLOADS);
    ledger.assertAgreesWith(deployment.backEnds());
  }

  private List<Callable<Answer>> uploads(User user, Ledger ledger, int count, int attempts) {
    List<Callable<Answer>> uploads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String number = i + ", attempt ";
      // The slow ones show twenty pieces in as many tenths of a second, and then the rest.
      int slow = i % 2 == 0 ? 0 : 20;
      uploads.add(
          () -> {
            Answer answer = null;
            for (int attempt = 1; attempt <= attempts; attempt++) {
              String name = number + attempt + ".png";
              answer = upload(new RawUpload(instance.url(), user.name(), name, picture), slow);
              ledger.upload(user, name, picture, answer);
              if (answer.status() != 503) {
                break;
              }
              assertThat(answer).hasToString("503 overloaded");
              pass(1000 * Integer.parseInt(answer.retryAfter().orElseThrow()));
            }
            return answer;
          });
    }
    return uploads;
  }

  private Answer upload(RawUpload upload, int slowPieces) throws Exception {
    connections.add(upload);
    try {
      for (int piece = 0; !upload.isOver(); piece++) {
        upload.send(piece < slowPieces ? 1024 : PIECE);
        if (piece < slowPieces) {
          pass(100);
        }
      }
    } catch (IOException e) {
      // Answered, and closed.
    }
    return upload.answer();
  }

  @Test
  void clientsThatDribbleOrSayNothingKeepNobodyFromBeingServedAndAreSentAway() throws Exception {
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < IDLE; i++) {
      idle.add(connect());
    }
    CountDownLatch begun = new CountDownLatch(DRIBBLERS);
    List<Future<Answer>> dribblers = new ArrayList<>();
    for (int i = 0; i < DRIBBLERS; i++) {
      // Some claim all of their memory at once, and others next to nothing.
      int first = i % 2 == 0 ? 100 : 2 * PIECE;
      dribblers.add(
          threads.submit(
              () -> {
                RawUpload upload = new RawUpload(instance.url(), "dribbling", "a.png", picture);
                connections.add(upload);
                try {
                  upload.send(first);
                  begun.countDown();
                  for (int piece = 0; piece < 300 && !upload.isOver(); piece++) {
                    upload.send(1);
                    pass(200);
                  }
                } catch (IOException e) {
                  // Answered, and closed.
                }
                return upload.answer();
              }));
    }
    begun.await();
    for (int i = 0; i < 3; i++) {
      List<String> answers = uploadAsTold();
      Figures.print("answers to an ordinary upload", answers);
      assertThat(answers).withFailMessage("answered %s", answers).last().isEqualTo("201");
    }
    for (Future<Answer> dribbler : dribblers) {
      assertThat(dribbler.get().toString()).isIn("408 request_timeout", "503 overloaded");
    }
    for (Socket silent : idle) {
      assertThat(silent.getInputStream().read()).as("the end of the stream").isEqualTo(-1);
    }
  }

  /** As a client does that comes back when it is told to, though not for ever. */
  private static List<String> uploadAsTold() throws InterruptedException {
    List<String> answers = new ArrayList<>();
    Answer answer = user.upload("a.png", picture, Optional.empty());
    answers.add(answer.toString());
    while (answer.status() == 503 && answers.size() < 3) {
      pass(1000 * Integer.parseInt(answer.retryAfter().orElseThrow()));
      answer = user.upload("a.png", picture, Optional.empty());
      answers.add(answer.toString());
    }
    return answers;
  }

  @Test
  void headersWithoutEndAndThousandsOfPartsAreRefused() throws Exception {
    for (int i = 0; i < 20; i++) {
      Socket flooding = connect();
      flooding.getOutputStream().write(bytes("GET / HTTP/1.1\r\nX: "));
      assertCutOff(flooding);
    }
    List<Callable<Answer>> uploads = new ArrayList<>();
    byte[] small = Pictures.png(10, 10);
    for (int i = 0; i < 20; i++) {
      uploads.add(() -> upload(new RawUpload(instance.url(), "parts", "a.png", small, 10_000), 0));
    }
    for (Future<Answer> upload : threads.invokeAll(uploads)) {
      assertThat(upload.get()).hasToString("400 invalid_request");
    }
  }

  /** The server takes no more than a little of a header that never ends. */
  private static void assertCutOff(Socket flooding) {
    byte[] endless = bytes("x".repeat(PIECE));
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1000; i++) {
                flooding.getOutputStream().write(endless);
              }
            })
        .isInstanceOf(IOException.class);
  }

  private Socket connect() throws IOException {
    URI url = URI.create(instance.url());
    Socket socket = new Socket(url.getHost(), url.getPort());
    socket.setSoTimeout(60_000);
    connections.add(socket);
    return socket;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void pass(int millis) throws InterruptedException {
    boolean unused = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }
}
