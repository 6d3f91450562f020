package dev.imagevault.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.app.faults.User.Answer;
import dev.imagevault.app.faults.User.Listed;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import dev.imagevault.port.UploadRepository;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users were told, to be held against what is there. Thread-safe. */
final class Ledger {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String IMAGES = "users/";

  /**
   * What users may be told while back ends come and go. {@code overloaded} is what an upload is
   * answered that a sweep took for dead, because it waited for its database for so long.
   */
  private static final Pattern DURING_OUTAGES =
      Pattern.compile(
          "(list|get|delete) 200|upload 201|delete 404"
              + "|(list|get|delete|upload) 503 database_unavailable"
              + "|upload 503 (storage_unavailable|overloaded)");

  private final Queue<Upload> uploads = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> answers = new ConcurrentHashMap<>();

  /** What became of one upload, as far as its user knows. */
  static final class Upload {
    private final User user;
    private final String name;
    private final byte[] image;
    private volatile Fate fate = Fate.UNKNOWN;
    private volatile String id = "";

    Upload(User user, String name, byte[] image) {
      this.user = user;
      this.name = name;
      this.image = image;
    }

    Fate fate() {
      return fate;
    }

    String id() {
      return id;
    }

    private String described() {
      return user.name() + "'s " + name;
    }
  }

  /** What a user may rely on. */
  enum Fate {
    /** It was acknowledged. */
    THERE,
    /** It was answered with an error, or its deletion was acknowledged. */
    GONE,
    /** It, or its deletion, was not answered; or the latter with an error. */
    UNKNOWN
  }

  /** Writes down that this user uploads this, and how it was answered. */
  Upload upload(User user, String name, byte[] image, Answer answer) {
    count("upload", answer);
    Upload upload = new Upload(user, name, image);
    if (answer.status() == 201) {
      upload.id = answer.images().get(0).id();
      upload.fate = Fate.THERE;
    } else if (answer.status() > 0) {
      upload.fate = Fate.GONE;
    }
    uploads.add(upload);
    return upload;
  }

  /** Writes down how this image's deletion was answered. */
  void deletion(Upload upload, Answer answer) {
    count("delete", answer);
    upload.fate = answer.status() == 200 || answer.status() == 404 ? Fate.GONE : Fate.UNKNOWN;
  }

  /** Writes down how something else was answered. */
  void count(String request, Answer answer) {
    answers.merge(request + " " + answer, 1, Integer::sum);
  }

  /** Returns which answers there were, and how many of each. */
  Map<String, Integer> answers() {
    return new TreeMap<>(answers);
  }

  /** Nobody was told anything but what may be told while back ends come and go. */
  void assertAnsweredAsDuringOutages(long seed) {
    List<String> others =
        answers.keySet().stream()
            .filter(answer -> !DURING_OUTAGES.matcher(answer).matches())
            .toList();
    assertThat(others)
        .withFailMessage("answered %s, with seed %d, among %s", others, seed, answers())
        .isEmpty();
  }

  /** Returns how many answers begin so. */
  int answered(String beginning) {
    return answers.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(beginning))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** Returns how many uploads are known to have this fate. */
  long count(Fate fate) {
    return uploads.stream().filter(upload -> upload.fate == fate).count();
  }

  /**
   * All that users were told is true, and store and database hold nothing else, once unfinished
   * work had its time. Nobody may be uploading or deleting meanwhile.
   */
  void assertAgreesWith(BackEnds backEnds) throws Exception {
    // Of uploads that nobody will finish, the age at which they are taken up.
    backEnds.passTime(Duration.ofMinutes(11));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(stored(backEnds, IMAGES)).isEqualTo(recorded(backEnds)));
    // Of what was put and never answered, the end of its time: it could still have come.
    backEnds.passTime(backEnds.storage().latePut());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(unfinished(backEnds)).isEmpty());
    // Of direct uploads that nobody completed, the time at which they are given up.
    backEnds.passTime(UploadRepository.ABANDONED);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(stored(backEnds, "")).isEqualTo(recorded(backEnds)));
    Map<String, List<Upload>> byUser =
        uploads.stream().collect(Collectors.groupingBy(upload -> upload.user.name()));
    for (List<Upload> ofOne : byUser.values()) {
      compare(ofOne, backEnds);
    }
  }

  private static void compare(List<Upload> uploads, BackEnds backEnds)
      throws InterruptedException, IOException {
    Answer listing = uploads.get(0).user.list();
    assertThat(listing.status()).as("listing").isEqualTo(200);
    Map<String, Listed> listed = new TreeMap<>();
    for (Listed image : listing.images()) {
      assertThat(listed.put(image.name(), image)).as("two of " + image.name()).isNull();
    }
    for (Upload upload : uploads) {
      Listed image = listed.remove(upload.name);
      switch (upload.fate) {
        case THERE -> assertThat(image).as(upload.described() + " was acknowledged").isNotNull();
        case GONE -> assertThat(image).as(upload.described() + " was answered as gone").isNull();
        case UNKNOWN -> {}
      }
      if (image != null) {
        assertWhole(upload, image, backEnds);
      } else if (!upload.id.isEmpty()) {
        assertThat(upload.user.get(upload.id).status()).as(upload.described()).isEqualTo(404);
      }
    }
    assertThat(listed).as("images that nobody uploaded").isEmpty();
  }

  private static void assertWhole(Upload upload, Listed image, BackEnds backEnds)
      throws IOException {
    ObjectKey key = ObjectKey.parse(image.key()).orElseThrow();
    try (StoredObject object = backEnds.storage().open(key).orElseThrow()) {
      assertThat(object.content().readAllBytes()).as(upload.described()).isEqualTo(upload.image);
    }
  }

  private static Set<String> stored(BackEnds backEnds, String prefix) {
    try (Stream<ListedObject> objects = backEnds.storage().list(prefix)) {
      return objects.map(ListedObject::key).collect(Collectors.toSet());
    }
  }

  private static Set<String> recorded(BackEnds backEnds) throws SQLException {
    return new HashSet<>(backEnds.query("select s3_key from user_images where status = 'READY'"));
  }

  private static List<String> unfinished(BackEnds backEnds) throws SQLException {
    return new ArrayList<>(
        backEnds.query("select id || ' ' || status from user_images where status <> 'READY'"));
  }
}
