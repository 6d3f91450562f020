package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.ImageImport;
import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.app.service.OpenVault;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.OwnerId;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does who has run an older service. */
@ExtendWith(Patience.class)
@Tag("commands")
class ImportProcessTest {

  private static final OwnerId SEVEN = new OwnerId("7");
  private static final OwnerId EIGHT = new OwnerId("8");

  @TempDir private Path directory;

  private LocalBackEnds backEnds;
  private OpenVault open;
  private ImageVault vault;
  private OlderService older;

  @BeforeEach
  void prepare() throws Exception {
    backEnds = new LocalBackEnds();
    open = backEnds.vault();
    vault = open.vault();
    older = new OlderService();
  }

  @AfterEach
  void stop() throws Exception {
    older.close();
    backEnds.close();
  }

  private Map<String, String> environment() {
    Map<String, String> environment = backEnds.environment();
    environment.put("IMPORT_DATABASE_URL", older.url());
    environment.put("LC_ALL", "C.UTF-8");
    return environment;
  }

  private Child start(Map<String, String> environment, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("import", "--from-bucket", older.bucketName()));
    arguments.addAll(List.of(options));
    return Child.start(directory, environment, arguments.toArray(String[]::new));
  }

  private Child start(String... options) throws Exception {
    return start(environment(), options);
  }

  /** Returns what it prints, once it has ended so. */
  private static String ended(int exitCode, Child child) throws Exception {
    try (child) {
      assertThat(child.exitCode()).as(child.out() + child.err()).isEqualTo(exitCode);
      return exitCode == 2 ? child.err() : child.out();
    }
  }

  private List<String> report() throws Exception {
    return Files.readAllLines(directory.resolve("report.csv"));
  }

  @Test
  void theImagesOfATableAreTakenOverAsTheyAreWhileTheServiceRuns() throws Exception {
    byte[] clean = Pictures.png(8, 8);
    ByteArrayOutputStream dirty = new ByteArrayOutputStream();
    dirty.writeBytes(clean);
    dirty.writeBytes("after the end".getBytes(StandardCharsets.US_ASCII));
    Image taken = vault.upload(SEVEN, Upload.of(clean).named("new.png"));
    older.add(taken.id().value(), 8, clean);
    older.add(1001, 7, clean);
    older.add(1002, 8, dirty.toByteArray());
    older.addRow(1003, 7);
    older.add(1004, 7, new byte[] {1, 2, 3});
    older.add(1005, 7, Pictures.noise(60, 60, new Random(1)));
    older.add(900_000, 8, clean);
    Map<String, String> small = environment();
    small.put("MAX_FILE_SIZE", "9000");
    small.put("MAX_IMAGES_PER_USER", "1");
    String out = ended(1, start(small, "--report", "report.csv"));
    assertThat(out.lines())
        .contains("not-imported\t1003\t" + OlderService.key(1003, 7) + "\tits object is missing")
        .contains("total\timported=3\talready-imported=0\tnot-imported=4");
    assertThat(out)
        .contains(
            "not-imported\t" + taken.id() + "\t",
            "\tAnother image has the id " + taken.id() + ": --new-ids gives it a new one")
        .contains("--max-file-size allows more");
    assertThat(report())
        .hasSize(8)
        .contains("result,id,new_id,owner,key,reason")
        .contains("imported,1001,1001,7," + OlderService.key(1001, 7) + ",");

    Image first = vault.find(SEVEN, new ImageId(1001));
    assertThat(first.createdAt()).isEqualTo(OlderService.createdAt(1001));
    assertThat(first.originalName().value()).isEqualTo("Foto 1001 ä.jpg");
    assertThat(first.original().mediaType().value()).isEqualTo("image/png");
    assertThat(first.original().key().value()).startsWith("users/7/images/").endsWith(".png");
    try (var object = vault.open(EIGHT, new ImageId(1002))) {
      assertThat(object.content().readAllBytes()).isEqualTo(clean);
    }
    assertThat(vault.find(SEVEN, taken.id())).isEqualTo(taken);
    Image next = vault.upload(EIGHT, Upload.of(clean));
    assertThat(next.id().value()).isGreaterThan(900_000);

    vault.delete(SEVEN, first.id());
    assertThat(ended(1, start("--max-file-size", "20000", "--report", "report.csv")))
        .contains("total\timported=1\talready-imported=3\tnot-imported=3");
    assertThat(vault.all(SEVEN).map(Image::id)).doesNotContain(first.id());
    assertThat(report()).hasSize(15);
  }

  @Test
  void whatIsCutAnywhereGoesOnAndNothingIsImportedTwice() throws Exception {
    int images = 40;
    byte[] image = Pictures.png(8, 8);
    for (int id = 1; id <= images; id++) {
      older.add(id, 7 + id % 2, image);
    }
    try (Wire toStore = Wire.listen();
        RunningService service = new RunningService(backEnds, Map.of())) {
      toStore.leadTo(URI.create(older.storeUrl()).getPort());
      toStore.holdRequestsAfter(20_000);
      Map<String, String> held = environment();
      held.put("AWS_ENDPOINT_URL_S3", toStore.url());
      try (Child first = start(held, "--from-endpoint", older.storeUrl())) {
        await().until(() -> count("READY") > 0 && count("PENDING") > 0);
        assertThat(service.user("9").upload(image).statusCode()).isEqualTo(201);
        first.kill();
      }
      long imported = count("READY") - 1;
      assertThat(imported).isBetween(1L, images - 1L);
      Image deleted = Stream.concat(vault.all(SEVEN), vault.all(EIGHT)).findFirst().orElseThrow();
      vault.delete(deleted.owner(), deleted.id());

      assertThat(ended(0, start())).contains("already-imported=" + imported + "\tnot-imported=0");
      assertThat(Stream.concat(vault.all(SEVEN), vault.all(EIGHT)).map(i -> i.id().value()))
          .doesNotContain(deleted.id().value())
          .hasSize(images - 1)
          .doesNotHaveDuplicates();
      assertThat(service.user("9").send("GET", "/api/profile/images").statusCode()).isEqualTo(200);
    }
    assertThat(ended(0, start())).contains("imported=0\talready-imported=" + images);
    assertThat(objectsWithoutRow()).isEmpty();
  }

  private long count(String status) throws Exception {
    return backEnds.count("select count(*) from user_images where status = '" + status + "'");
  }

  private List<String> objectsWithoutRow() throws Exception {
    List<String> orphans = new ArrayList<>();
    try (Stream<Path> files = Files.walk(backEnds.bucket())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String key = backEnds.bucket().relativize(file).toString();
        if (backEnds.count("select count(*) from user_images where s3_key = '" + key + "'") == 0) {
          orphans.add(key);
        }
      }
    }
    return orphans;
  }

  @Test
  void aListIsTakenOverWithNewIds() throws Exception {
    byte[] image = Pictures.png(8, 8);
    older.add(1, 7, image);
    older.add(2, 7, image);
    Files.writeString(
        directory.resolve("list.csv"),
        """
        \ufeffID,account_id,s3Key,name,createdAt
        6f1c-a,7,%1$s,"Ferien, ""Süd"".png",2020-01-02 03:04:05+02
        6f1c-b,zoë@example.org,%2$s,,
        6f1c-c,7,%2$s,,soon
        """
            .formatted(OlderService.key(1, 7), OlderService.key(2, 7)));
    String[] options = {
      "--from-list", "list.csv", "--column", "owner=account_id", "--report", "report.csv"
    };
    Map<String, String> environment = backEnds.environment();
    environment.put("LC_ALL", "C.UTF-8");
    assertThat(ended(1, start(environment, with(options, "--dry-run"))))
        .contains("imported=0\t", "6f1c-a\t", "--new-ids gives it a new one");
    assertThat(ended(1, start(environment, with(options, "--dry-run", "--new-ids"))))
        .contains("imported=2\t", "6f1c-c\t", "its createdAt is no time");
    assertThat(count("READY")).as("a dry run stores nothing").isZero();
    assertThat(ended(1, start(environment, with(options, "--new-ids"))))
        .contains("total\timported=2\talready-imported=0\tnot-imported=1");
    Image first = vault.all(SEVEN).findFirst().orElseThrow();
    assertThat(first.originalName().value()).isEqualTo("Ferien, \"Süd\".png");
    assertThat(first.createdAt()).isEqualTo("2020-01-02T01:04:05Z");
    assertThat(vault.all(new OwnerId("zoë@example.org"))).hasSize(1);
    assertThat(report())
        .contains("imported,6f1c-a," + first.id() + ",7," + OlderService.key(1, 7) + ",");
    assertThat(ended(1, start(environment, with(options, "--new-ids"))))
        .contains("total\timported=0\talready-imported=2\tnot-imported=1");
    assertThat(report()).filteredOn(line -> line.startsWith("result,")).hasSize(1);
  }

  private static String[] with(String[] options, String... more) {
    return Stream.of(options, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @Test
  void whatCannotBeginChangesNothing() throws Exception {
    older.add(1, 7, Pictures.png(8, 8));
    assertThat(ended(2, start("--table", "pictures"))).contains("no table pictures", "--table");
    assertThat(ended(2, start("--column", "owner=account_id"))).contains("account_id", "userId");
    assertThat(ended(2, start("--column", "user=userId"))).contains("id, owner, key");
    assertThat(ended(2, start("--jobs", "0"))).contains("--jobs");
    assertThat(ended(2, start("--from-list", "none.csv"))).contains("none.csv");
    assertThat(ended(2, start(backEnds.environment()))).contains("IMPORT_DATABASE_URL");
    assertThat(ended(2, start("--from-endpoint", "http://127.0.0.1:1"))).contains("of the source");
    older.sql("alter table user_images rename \"s3Key\" to path");
    assertThat(ended(2, start())).contains("--column key=COLUMN", "path");
    Image mine = vault.upload(SEVEN, Upload.of(Pictures.png(8, 8)));
    Files.writeString(
        directory.resolve("own.csv"), "id,owner,key\n1,7," + mine.original().key() + "\n");
    try (Child own =
        Child.start(
            directory,
            environment(),
            "import",
            "--from-bucket",
            backEnds.environment().get("AWS_S3_BUCKET"),
            "--from-list",
            "own.csv")) {
      assertThat(own.exitCode()).isEqualTo(2);
      assertThat(own.err()).contains("another bucket");
    }
    try (ImageImport other = vault.beginImport().orElseThrow()) {
      assertThat(ended(2, start("--column", "key=path"))).contains("another import");
      assertThat(other.imported(List.of())).isEmpty();
    }
    assertThat(count("READY")).isOne();
    assertThat(ended(0, start("--column", "key=path", "--new-ids"))).contains("imported=1\t");
  }
}
