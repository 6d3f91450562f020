package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.OwnerId;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does when a user wants to have their data. */
@Tag("commands")
class ExportProcessTest {

  private static final OwnerId USER = new OwnerId("7");

  @TempDir private Path directory;

  private LocalBackEnds backEnds;
  private ImageVault vault;
  private byte[] small;
  private Image first;
  private Image second;
  private Image third;

  @BeforeEach
  void start() throws Exception {
    backEnds = new LocalBackEnds();
    vault = backEnds.vault().vault();
    small = Pictures.png(8, 8);
    first = vault.upload(USER, Upload.of(small).named("Ferien: Süd.png"));
    second = vault.upload(USER, Upload.of(Pictures.png(20, 10)).named("a.png"));
    third = vault.upload(USER, Upload.of(Pictures.png(30, 10)).named("A.PNG"));
    vault.upload(new OwnerId("8"), Upload.of(small).named("another's.png"));
  }

  @AfterEach
  void stop() throws Exception {
    backEnds.close();
  }

  private Child export(String user, String to) throws Exception {
    Map<String, String> environment = backEnds.environment();
    environment.put("LC_ALL", "C.UTF-8");
    return Child.start(directory, environment, "export", "--user", user, "--to", to);
  }

  private static List<String> names(Path folder) throws Exception {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFolderHasTheUsersImagesAsStoredAndWhatTheApiSaysOfThem() throws Exception {
    try (Child export = export("7", "out")) {
      assertThat(export.exitCode()).as(export.err()).isZero();
      assertThat(export.out()).isEqualTo("3 images in out\n");
    }
    Path out = directory.resolve("out");
    assertThat(names(out))
        .containsExactly(
            "A.PNG", "Ferien_ Süd.png", "a (id " + second.id() + ").png", "images.json");
    assertThat(out.resolve("Ferien_ Süd.png")).hasBinaryContent(small);
    JsonNode list = new ObjectMapper().readTree(out.resolve("images.json").toFile());
    assertThat(list)
        .extracting(image -> image.get("id").longValue())
        .containsExactly(third.id().value(), second.id().value(), first.id().value());
    JsonNode last = list.get(2);
    assertThat(last.fieldNames())
        .toIterable()
        .containsExactly(
            "file",
            "id",
            "userId",
            "s3Key",
            "originalName",
            "mimeType",
            "fileSize",
            "width",
            "height",
            "createdAt",
            "updatedAt");
    assertThat(last.get("file").textValue()).isEqualTo("Ferien_ Süd.png");
    assertThat(last.get("originalName").textValue()).isEqualTo("Ferien: Süd.png");
    assertThat(last.get("userId").isIntegralNumber()).isTrue();
  }

  @Test
  void anArchiveHasTheSame() throws Exception {
    try (Child export = export("7", "out.zip")) {
      assertThat(export.exitCode()).as(export.err()).isZero();
    }
    assertThat(names(directory)).containsExactly("out.zip");
    try (ZipFile zip = new ZipFile(directory.resolve("out.zip").toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly(
              "A.PNG", "a (id " + second.id() + ").png", "Ferien_ Süd.png", "images.json");
      try (InputStream in = zip.getInputStream(zip.getEntry("Ferien_ Süd.png"))) {
        assertThat(in.readAllBytes()).isEqualTo(small);
      }
    }
  }

  @Test
  void whatCannotBeReadIsNamedAndTheRestIsThere() throws Exception {
    backEnds.lose(second);
    Files.write(backEnds.bucket().resolve(third.original().key().value()), small);
    for (String to : List.of("out", "out.zip")) {
      try (Child export = export("7", to)) {
        assertThat(export.exitCode()).isEqualTo(1);
        assertThat(export.out()).startsWith("1 image in");
        assertThat(export.err())
            .contains("image " + second.id() + ": ", "image " + third.id() + ": ", "read: 2");
      }
    }
    assertThat(names(directory.resolve("out"))).containsExactly("Ferien_ Süd.png", "images.json");
    JsonNode list = new ObjectMapper().readTree(directory.resolve("out/images.json").toFile());
    assertThat(list).hasSize(3);
    assertThat(list.get(0).get("file").isNull()).isTrue();
    try (ZipFile zip = new ZipFile(directory.resolve("out.zip").toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactly("Ferien_ Süd.png", "images.json");
    }
  }

  @Test
  void nothingThatIsThereIsTouchedAndWrongArgumentsAreRefused() throws Exception {
    Files.createDirectory(directory.resolve("full"));
    Files.writeString(directory.resolve("full/mine"), "mine");
    Files.writeString(directory.resolve("there.zip"), "mine");
    for (String to : List.of("full", "full/mine", "there.zip", "no/such/folder", "no/such.zip")) {
      try (Child export = export("7", to)) {
        assertThat(export.exitCode()).as(to).isEqualTo(2);
        assertThat(export.err()).contains(to);
      }
    }
    try (Child export = Child.start(directory, backEnds.environment(), "export", "--user", "7")) {
      assertThat(export.exitCode()).isEqualTo(2);
    }
    assertThat(directory.resolve("full/mine")).hasContent("mine");
    assertThat(directory.resolve("there.zip")).hasContent("mine");
  }

  @Test
  void inALocaleThatCannotNameTheFilesAnArchiveStillCan() throws Exception {
    for (String to : List.of("out", "out.zip")) {
      Map<String, String> environment = backEnds.environment();
      environment.put("LC_ALL", "C");
      try (Child export =
          Child.start(directory, environment, "export", "--user", "7", "--to", to)) {
        assertThat(export.exitCode()).as(export.err()).isEqualTo(to.equals("out") ? 2 : 0);
        if (to.equals("out")) {
          assertThat(export.err()).contains("LC_ALL=C.UTF-8");
        }
      }
    }
    assertThat(names(directory)).containsExactly("out.zip");
    try (ZipFile zip = new ZipFile(directory.resolve("out.zip").toFile())) {
      assertThat(zip.getEntry("Ferien_ Süd.png")).isNotNull();
    }
  }

  @Test
  void aUserWithoutImagesHasAnEmptyList() throws Exception {
    Files.createDirectory(directory.resolve("empty"));
    try (Child export = export("nobody", "empty")) {
      assertThat(export.exitCode()).as(export.err()).isZero();
    }
    assertThat(directory.resolve("empty/images.json")).content().isEqualToIgnoringWhitespace("[]");
  }
}
