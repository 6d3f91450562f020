package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.Upload;
import dev.imagevault.app.service.OpenVault;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.OwnerId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does who does not trust store and database to agree. */
@Tag("commands")
class ReconcileProcessTest {

  private static final OwnerId USER = new OwnerId("7");

  @TempDir private Path directory;

  private LocalBackEnds backEnds;
  private OpenVault open;

  @BeforeEach
  void start() throws Exception {
    backEnds = new LocalBackEnds();
    open = backEnds.vault();
  }

  @AfterEach
  void stop() throws Exception {
    backEnds.close();
  }

  private Image upload() throws Exception {
    return open.vault().upload(USER, Upload.of(Pictures.png(8, 8)).named("a.png"));
  }

  private Image oldUpload() throws Exception {
    Image image = upload();
    backEnds.age(image);
    return open.vault().find(USER, image.id());
  }

  private Child reconcile(String... options) throws Exception {
    return reconcile(backEnds.environment(), options);
  }

  private Child reconcile(Map<String, String> environment, String... options) throws Exception {
    String[] arguments = new String[options.length + 1];
    arguments[0] = "reconcile";
    System.arraycopy(options, 0, arguments, 1, options.length);
    return Child.start(directory, environment, arguments);
  }

  @Test
  void whatIsAmissIsReportedOnALineEachAndRepairedWhenThatIsAllowed() throws Exception {
    Image sound = oldUpload();
    Image lost = oldUpload();
    backEnds.lose(lost);
    List<String> report =
        new ArrayList<>(List.of("record-without-object\t" + lost.original().key()));
    List<Image> forgotten = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      forgotten.add(oldUpload());
      backEnds.forget(forgotten.get(i));
      report.add("object-without-record\t" + forgotten.get(i).original().key());
    }
    Image tooYoungToTell = upload();
    backEnds.forget(tooYoungToTell);
    String total =
        "total\tobjects=12\trecords=2\tobject-without-record=10\trecord-without-object=1\trepaired=";
    try (Child look = reconcile()) {
      assertThat(look.exitCode()).as(look.err()).isEqualTo(1);
      assertReport(look, report, total + 0);
      assertThat(look.err()).contains("11 of 12 images", "--fix");
    }
    try (Child refused = reconcile("--fix")) {
      assertThat(refused.exitCode()).isEqualTo(1);
      assertReport(refused, report, total + 0);
      assertThat(refused.err())
          .contains("11 of 12 images", "more than 10", "over 1 %", "--fix --max 11");
    }
    try (Child tooFew = reconcile("--fix", "--max", "10")) {
      assertThat(tooFew.exitCode()).isEqualTo(1);
      assertThat(tooFew.err()).contains("--max allows 10", "--fix --max 11");
    }
    assertThat(open.vault().find(USER, lost.id())).isEqualTo(lost);
    assertThat(forgotten).allMatch(backEnds::has);
    try (Child fix = reconcile("--fix", "--max", "11")) {
      assertThat(fix.exitCode()).as(fix.err()).isZero();
      assertReport(fix, report, total + 11);
    }
    assertThat(open.vault().list(USER, ImageCursor.NEWEST, 10).images()).containsExactly(sound);
    assertThat(backEnds.has(sound)).isTrue();
    assertThat(forgotten).noneMatch(backEnds::has);
    assertThat(backEnds.has(tooYoungToTell)).isTrue();
    try (Child again = reconcile()) {
      assertThat(again.exitCode()).as(again.err()).isZero();
      assertThat(again.out()).startsWith("total\tobjects=2\trecords=");
      assertThat(again.err()).contains("agree");
    }
  }

  private static void assertReport(Child reconcile, List<String> lines, String total)
      throws Exception {
    assertThat(reconcile.out().lines().filter(line -> !line.startsWith("total")))
        .containsExactlyInAnyOrderElementsOf(lines);
    assertThat(reconcile.out()).endsWith("\n" + total + "\n");
  }

  @Test
  void whereItCannotLookItSaysSoInOneLineAndExitsWith2() throws Exception {
    Map<String, String> noDatabase = backEnds.environment();
    noDatabase.put("DATABASE_URL", "postgres://u:hunter2@127.0.0.1:1/d");
    Map<String, String> noBucket = backEnds.environment();
    noBucket.put("AWS_S3_BUCKET", "no-such-bucket");
    for (Map<String, String> environment : List.of(noDatabase, noBucket)) {
      try (Child blind = reconcile(environment, "--fix")) {
        assertThat(blind.exitCode()).isEqualTo(2);
        assertThat(blind.out()).isEmpty();
        assertThat(blind.err().lines()).hasSize(1);
        assertThat(blind.err()).doesNotContain("hunter2");
      }
    }
    try (Child misused = reconcile("--max", "5")) {
      assertThat(misused.exitCode()).isEqualTo(2);
      assertThat(misused.err()).contains("--fix");
    }
  }
}
