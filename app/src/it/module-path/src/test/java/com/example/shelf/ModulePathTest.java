package com.example.shelf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.jdbi.JdbiImageRepository;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

class ModulePathTest {

  private static final String ONE_PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
          + "RU5ErkJggg==";

  @Test
  void coreAndAdaptersAreModules() {
    assertEquals("com.example.shelf", Shelf.class.getModule().getName());
    assertEquals("dev.imagevault", ImageVault.class.getModule().getName());
    assertEquals("dev.imagevault.s3", S3ImageStorage.class.getModule().getName());
    assertEquals("dev.imagevault.jdbi", JdbiImageRepository.class.getModule().getName());
  }

  @Test
  void anImageIsKeptInRealBackEnds() throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        ObjectStore store = new ObjectStore()) {
      S3Connection connection =
          new S3Connection(
              Region.EU_CENTRAL_1,
              Optional.of(store.endpoint()),
              StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
      ImageVault vault = Shelf.open(postgres.getPostgresDatabase(), connection);
      OwnerId owner = new OwnerId("42");
      Image image = vault.upload(owner, Upload.of(Base64.getDecoder().decode(ONE_PIXEL)));
      assertEquals(List.of(image), vault.list(owner, ImageCursor.NEWEST, 10).images());
      assertTrue(vault.sign(image).url().contains("/shelf/users/"));
      vault.delete(owner, image.id());
      assertTrue(store.objects().isEmpty());
    }
  }

  @Test
  void coreIsLinkedIntoAnImage(@TempDir Path directory) throws Exception {
    Path sources = Path.of("src/image/java").toAbsolutePath();
    Path classes = directory.resolve("classes");
    Path core =
        Path.of(ImageVault.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    run(
        "javac",
        "--module-path",
        core.toString(),
        "-d",
        classes.toString(),
        sources.resolve("module-info.java").toString(),
        sources.resolve("com/example/poster/Main.java").toString());
    Path image = directory.resolve("image");
    run(
        "jlink",
        "--module-path",
        core + File.pathSeparator + classes,
        "--add-modules",
        "com.example.poster",
        "--launcher",
        "poster=com.example.poster/com.example.poster.Main",
        "--output",
        image.toString());
    Process poster =
        new ProcessBuilder(image.resolve("bin/poster").toString(), ONE_PIXEL)
            .redirectErrorStream(true)
            .start();
    poster.getOutputStream().close();
    String said = new String(poster.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, poster.waitFor(), said);
    assertTrue(said.startsWith("image/png at "), said);
    assertEquals("java.base", modules(image));
  }

  /** Returns the modules of the JDK's own that the image has. */
  private static String modules(Path image) throws Exception {
    Process java =
        new ProcessBuilder(image.resolve("bin/java").toString(), "--list-modules").start();
    return new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("@.*", ""))
        .filter(name -> name.startsWith("j"))
        .reduce("", (all, name) -> all.isEmpty() ? name : all + " " + name);
  }

  private static void run(String tool, String... arguments) {
    int code = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments);
    assertEquals(0, code, tool);
  }
}
