package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.Upload;
import dev.imagevault.app.service.OpenVault;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.OwnerId;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does when a user wants to be forgotten. */
@Tag("commands")
class EraseProcessTest {

  private static final OwnerId USER = new OwnerId("zoë@example.org");
  private static final OwnerId ANOTHER = new OwnerId("zoë");

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

  private Child erase(String user, String locale) throws Exception {
    var environment = backEnds.environment();
    environment.put("LC_ALL", locale);
    return Child.start(directory, environment, "erase", "--user", user);
  }

  @Test
  void allImagesOfTheUserAndNobodyElsesAreGoneWithTheirObjects() throws Exception {
    Image first = open.vault().upload(USER, Upload.of(Pictures.png(8, 8)).named("a.png"));
    Image second = open.vault().upload(USER, Upload.of(Pictures.png(8, 8)).named("b.png"));
    Image others = open.vault().upload(ANOTHER, Upload.of(Pictures.png(8, 8)).named("c.png"));
    for (int count : new int[] {2, 0}) {
      try (Child erase = erase(USER.value(), "C.UTF-8")) {
        assertThat(erase.exitCode()).as(erase.err()).isZero();
        assertThat(erase.out()).startsWith(count + " images of user zoë@example.org");
        assertThat(erase.out()).contains("All their objects are gone");
      }
    }
    assertThat(open.vault().list(USER, ImageCursor.NEWEST, 10).images()).isEmpty();
    assertThat(backEnds.has(first)).isFalse();
    assertThat(backEnds.has(second)).isFalse();
    assertThat(open.vault().find(ANOTHER, others.id())).isEqualTo(others);
    assertThat(backEnds.has(others)).isTrue();
  }

  @Test
  void withTheStoreAwayNobodySeesThemAndTheServiceFinishes() throws Exception {
    open.vault().upload(USER, Upload.of(Pictures.png(8, 8)).named("a.png"));
    var environment = backEnds.environment();
    environment.put("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1");
    environment.put("LC_ALL", "C.UTF-8");
    try (Child erase = Child.start(directory, environment, "erase", "--user", USER.value())) {
      assertThat(erase.exitCode()).isZero();
      assertThat(erase.out()).contains("1 image of user", "the service's sweeper");
    }
    assertThat(open.vault().list(USER, ImageCursor.NEWEST, 10).images()).isEmpty();
  }

  @Test
  void whatIsNoUserIdIsRefused() throws Exception {
    for (String id : new String[] {"", "a\tb", "x".repeat(129)}) {
      try (Child erase = erase(id, "C.UTF-8")) {
        assertThat(erase.exitCode()).isEqualTo(2);
        assertThat(erase.out()).isEmpty();
      }
    }
  }

  /** The bytes would name another user. */
  @Test
  void whatTheLocaleCannotPassOnIsRefused() throws Exception {
    try (Child erase = erase(USER.value(), "C")) {
      assertThat(erase.exitCode()).isEqualTo(2);
      assertThat(erase.err()).contains("LC_ALL=C.UTF-8");
    }
  }
}
