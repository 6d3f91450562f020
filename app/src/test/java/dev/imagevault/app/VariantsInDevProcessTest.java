package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Variants of a newcomer's images, with what is installed and without. */
class VariantsInDevProcessTest {

  @TempDir private Path directory;

  private Child start(Map<String, String> more) throws IOException {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("PORT", "0");
    return Child.start(directory, environment, "dev");
  }

  private static VariantUser user(Child dev) {
    return new VariantUser(
        new Http(
            dev.awaitOutput("imagevault listens on (http://\\S+)"),
            dev.awaitOutput("Bearer (\\S+)'")));
  }

  private List<Path> objects() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve(".imagevault/s3"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains("/users/"))
          .toList();
    }
  }

  @Test
  void everyFormatIsShownByEveryBrowserAndGoesWithItsImage() throws Exception {
    Installed.assume("vipsthumbnail", "libvips-tools");
    try (Child dev = start(Map.of("VARIANTS", "thumb:40,display:80"))) {
      VariantUser user = user(dev);
      String png = user.upload(Pictures.png(120, 60));
      String heic = user.upload(Pictures.heic());
      JsonNode thumb = user.awaitVariant(png, "thumb", "ready");
      assertThat(thumb.path("width").asInt()).isEqualTo(40);
      assertThat(thumb.path("height").asInt()).isEqualTo(20);
      var shown = Http.get(thumb.path("url").asText());
      assertThat(shown.statusCode()).isEqualTo(200);
      assertThat(shown.headers().firstValue("Content-Type")).contains("image/jpeg");
      assertThat(user.awaitVariant(heic, "display", "ready").path("mimeType").asText())
          .isEqualTo("image/jpeg");
      user.awaitVariant(png, "display", "ready");
      user.awaitVariant(heic, "thumb", "ready");
      assertThat(objects()).hasSize(6);
      assertThat(dev.err()).contains("variants are made here: libvips renders").contains("HEIC");
      user.delete(png);
      user.delete(heic);
      await().until(() -> objects().isEmpty());
      assertThat(dev.terminate().exitCode()).isZero();
    }
  }

  @Test
  void theJdkMakesWhatItCan() throws Exception {
    try (Child dev = start(Map.of("VARIANT_ENGINE", "jdk", "VARIANTS", "thumb:40"))) {
      VariantUser user = user(dev);
      String png = user.upload(Pictures.png(120, 60));
      String heic = user.upload(Pictures.heic());
      user.awaitVariant(png, "thumb", "ready");
      assertThat(user.variant(heic, "thumb").path("status").asText()).isEqualTo("unavailable");
      assertThat(dev.err())
          .contains("variants are made here: the JDK renders")
          .contains("install Debian's libvips-tools");
    }
  }

  @Test
  void whoChangesVariantsGetsThemOfImagesThatAreThere() throws Exception {
    String old;
    try (Child dev = start(Map.of("VARIANTS", "none"))) {
      VariantUser user = user(dev);
      old = user.upload(Pictures.png(120, 60));
      assertThat(user.variant(old, "thumb").isMissingNode()).isTrue();
      assertThat(dev.err()).doesNotContain("variants are made");
      assertThat(dev.terminate().exitCode()).isZero();
    }
    try (Child dev = start(Map.of("VARIANTS", "thumb:40", "VARIANT_ENGINE", "jdk"))) {
      user(dev).awaitVariant(old, "thumb", "ready");
      assertThat(dev.terminate().exitCode()).isZero();
    }
    try (Child dev = start(Map.of("VARIANTS", "thumb:50,small:20", "VARIANT_ENGINE", "jdk"))) {
      VariantUser user = user(dev);
      user.awaitVariant(old, "small", "ready");
      await().until(() -> user.variant(old, "thumb").path("width").asInt() == 50);
    }
  }
}
