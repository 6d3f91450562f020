package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.app.service.OpenVault;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.OwnerId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does who does not trust store and database to agree. */
class ReconcileProcessTest {

  private static final OwnerId USER = new OwnerId("7");

  @TempDir private Path directory;

  private LocalBackEnds backEnds;
  private OpenVault open;

  @BeforeEach
  void start() throws Exception {
    backEnds = new LocalBackEnds(directory.resolve("data"));
    open = backEnds.vault();
  }

  @AfterEach
  void stop() throws Exception {
    backEnds.close();
  }

  private Image upload() throws Exception {
    return open.vault().upload(USER, "a.png", Pictures.png(8, 8));
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
  void whatIsAmissIsReportedOnALineEachAndRepairedWhereThatIsAllowed() throws Exception {
    Image sound = oldUpload();
    Image lost = oldUpload();
    backEnds.lose(lost);
    Image forgotten = oldUpload();
    backEnds.forget(forgotten);
    Image tooYoungToTell = upload();
    backEnds.forget(tooYoungToTell);
    String report =
        "record-without-object\t"
            + lost.key()
            + "\nobject-without-record\t"
            + forgotten.key()
            + "\ntotal\tobjects=3\trecords=2\tobject-without-record=1\trecord-without-object=1\t";
    try (Child look = reconcile()) {
      assertThat(look.exitCode()).as(look.err()).isEqualTo(1);
      assertThat(look.out()).isEqualTo(report + "repaired=0\n");
      assertThat(look.err()).contains("2 of 3 images", "--fix");
    }
    try (Child refused = reconcile("--fix")) {
      assertThat(refused.exitCode()).isEqualTo(1);
      assertThat(refused.out()).isEqualTo(report + "repaired=0\n");
      assertThat(refused.err()).contains("2 of 3 images", "1 %", "--fix --max 2");
    }
    try (Child tooFew = reconcile("--fix", "--max", "1")) {
      assertThat(tooFew.exitCode()).isEqualTo(1);
      assertThat(tooFew.err()).contains("--max allows 1", "--fix --max 2");
    }
    assertThat(open.vault().find(USER, lost.id())).isEqualTo(lost);
    assertThat(backEnds.has(forgotten)).isTrue();
    try (Child fix = reconcile("--fix", "--max", "2")) {
      assertThat(fix.exitCode()).as(fix.err()).isZero();
      assertThat(fix.out()).isEqualTo(report + "repaired=2\n");
    }
    assertThat(open.vault().list(USER, Optional.empty(), 10).images()).containsExactly(sound);
    assertThat(backEnds.has(sound)).isTrue();
    assertThat(backEnds.has(forgotten)).isFalse();
    assertThat(backEnds.has(tooYoungToTell)).isTrue();
    try (Child again = reconcile()) {
      assertThat(again.exitCode()).as(again.err()).isZero();
      assertThat(again.out()).startsWith("total\tobjects=2\trecords=");
      assertThat(again.err()).contains("agree");
    }
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
