package dev.imagevault.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.VaultObserver;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.ShownVariant.State;
import dev.imagevault.memory.InMemoryImageRenderer;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.port.VariantRepository;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Variants are made while the application context runs. */
class VariantMakerTest {

  private static final byte[] ONE_PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
                  + "RU5ErkJggg==");

  private static final OwnerId ANN = new OwnerId("ann");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final VaultObserver ANGRY =
      new VaultObserver() {
        @Override
        public void uploaded(Image image) {
          throw new IllegalStateException("keeps nothing from others");
        }
      };

  private final Clock clock = Clock.systemUTC();
  private final InMemoryImageRepository repository = new InMemoryImageRepository(clock);

  private final ApplicationContextRunner inMemory =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ImageVaultAutoConfiguration.class))
          .withBean(ImageStorage.class, () -> new InMemoryImageStorage(clock))
          .withBean(UrlSigner.class, InMemoryUrlSigner::new)
          .withBean(ImageRepository.class, () -> repository)
          .withBean(VariantRepository.class, repository::variants)
          .withBean(RenderingQueue.class, repository::renderings)
          .withPropertyValues("imagevault.variants=thumb:16");

  @Test
  void variantsAreMadeAndEverythingIsCounted() {
    inMemory
        .withBean(ImageRenderer.class, InMemoryImageRenderer::new)
        .withBean(VaultObserver.class, () -> ANGRY)
        .run(
            context -> {
              SimpleMeterRegistry registry = new SimpleMeterRegistry();
              context.getBean(VaultMeters.class).bindTo(registry);
              context.getBean(ImageVault.class).upload(ANN, Upload.of(ONE_PIXEL));
              await()
                  .atMost(PATIENCE)
                  .until(() -> registry.counter("imagevault.rendering.variants").count() == 1.0);
              assertThat(registry.counter("imagevault.uploads", "outcome", "stored").count())
                  .isEqualTo(1);
            });
  }

  @Test
  void libvipsMakesTheVariantsIfItIsInstalled() {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/vipsthumbnail"))
            && Files.isExecutable(Path.of("/usr/bin/prlimit")),
        "libvips-tools or util-linux is not installed");
    inMemory
        .withPropertyValues("imagevault.rendering=limits")
        .run(
            context -> {
              ImageVault vault = context.getBean(ImageVault.class);
              Image image = vault.upload(ANN, Upload.of(ONE_PIXEL));
              await()
                  .atMost(PATIENCE)
                  .until(
                      () ->
                          vault.variants(ANN, List.of(image)).get(image.id()).get(0).state()
                              == State.READY);
            });
  }
}
