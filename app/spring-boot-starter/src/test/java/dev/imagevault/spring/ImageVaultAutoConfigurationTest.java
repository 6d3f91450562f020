package dev.imagevault.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imagevault.ImageVault;
import dev.imagevault.SweepReport;
import dev.imagevault.Upload;
import dev.imagevault.VaultObserver;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.ForwardingStorage;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.s3.S3Connection;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** What there is in an application context, and what of it yields to the host. */
class ImageVaultAutoConfigurationTest {

  private static final byte[] ONE_PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
                  + "RU5ErkJggg==");

  private static final OwnerId ANN = new OwnerId("ann");
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Clock clock = Clock.systemUTC();
  private final InMemoryImageRepository repository = new InMemoryImageRepository(clock);
  private final Semaphore sweeps = new Semaphore(0);
  private final VaultObserver sweepCounter =
      new VaultObserver() {
        @Override
        public void swept(SweepReport report) {
          sweeps.release();
        }
      };

  private final ApplicationContextRunner nothing =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(ImageVaultAutoConfiguration.class));

  private final ApplicationContextRunner inMemory =
      nothing
          .withBean(ImageStorage.class, () -> new InMemoryImageStorage(clock))
          .withBean(UrlSigner.class, InMemoryUrlSigner::new)
          .withBean(ImageRepository.class, () -> repository);

  @Test
  void portsOfTheHostsTakeThePlaceOfOurs() {
    inMemory
        .withPropertyValues("imagevault.max-file-size=1KB", "imagevault.max-images-per-user=2")
        .run(
            context -> {
              ImageVault vault = context.getBean(ImageVault.class);
              Image image = vault.upload(ANN, Upload.of(ONE_PIXEL));
              assertThat(vault.find(ANN, image.id())).isEqualTo(image);
              assertThat(vault.policy().maxFileSize()).isEqualTo(1024);
              assertThat(vault.policy().quota().maxImages()).hasValue(2);
            });
  }

  @Test
  void aPolicyOfTheHostsCounts() {
    VaultPolicy policy = VaultPolicy.DEFAULT.withMaxPixels(1);
    inMemory
        .withBean(VaultPolicy.class, () -> policy)
        .run(context -> assertThat(context.getBean(ImageVault.class).policy()).isSameAs(policy));
  }

  @Test
  void aVaultOfTheHostsTakesThePlaceOfAllAndIsSwept() {
    ImageVault vault =
        ImageVault.builder()
            .storage(new InMemoryImageStorage(clock))
            .urls(new InMemoryUrlSigner())
            .records(repository)
            .observer(sweepCounter)
            .build();
    nothing
        .withBean(ImageVault.class, () -> vault)
        .withPropertyValues("imagevault.sweep-interval=1ms")
        .run(
            context -> {
              assertThat(context).getBean(ImageVault.class).isSameAs(vault);
              assertThat(context).doesNotHaveBean(ImageStorage.class);
              await().atMost(PATIENCE).until(() -> sweeps.tryAcquire());
            });
  }

  @Test
  void whatIsMissingIsNamed() {
    nothing
        .withBean(ImageStorage.class, () -> new InMemoryImageStorage(clock))
        .withBean(UrlSigner.class, InMemoryUrlSigner::new)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContaining(ImageRepository.class.getName()));
    nothing
        .withBean(ImageRepository.class, () -> repository)
        .withBean(UrlSigner.class, InMemoryUrlSigner::new)
        .withPropertyValues("imagevault.region=eu-central-1")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageStartingWith("imagevault.bucket is not set: "));
    nothing
        .withBean(ImageRepository.class, () -> repository)
        .withBean(ImageStorage.class, () -> new InMemoryImageStorage(clock))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageStartingWith("imagevault.cloudfront.domain is not set: ")
                    .hasMessageContaining("imagevault.image-urls=s3"));
  }

  @Test
  void whatIsMissingIsSaidInTwoLines() {
    MissingPropertyException missing = new MissingPropertyException("imagevault.bucket", "Set it.");
    FailureAnalyzer analyzer =
        SpringFactoriesLoader.forDefaultResourceLocation()
            // Others need a bean factory.
            .load(FailureAnalyzer.class, FailureHandler.handleMessage((message, failure) -> {}))
            .stream()
            .filter(MissingPropertyAnalyzer.class::isInstance)
            .findFirst()
            .orElseThrow();
    FailureAnalysis analysis = analyzer.analyze(new RuntimeException(missing));
    assertThat(analysis.getDescription()).isEqualTo("The property imagevault.bucket is not set.");
    assertThat(analysis.getAction()).isEqualTo("Set it.");
  }

  @Test
  void theHostsClientTellsWhereTheStoreIs() {
    StaticCredentialsProvider credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b"));
    URI endpoint = URI.create("http://127.0.0.1:1");
    S3Connection expected = new S3Connection(Region.EU_NORTH_1, Optional.of(endpoint), credentials);
    nothing
        .withBean(
            S3Client.class,
            () ->
                S3Client.builder()
                    .region(Region.EU_NORTH_1)
                    .endpointOverride(endpoint)
                    .credentialsProvider(credentials)
                    .build())
        .withBean(ImageRepository.class, () -> repository)
        .withPropertyValues(
            "imagevault.bucket=pictures",
            "imagevault.image-urls=s3",
            "imagevault.direct-uploads=true")
        .withBean(UploadRepository.class, repository::uploads)
        .run(
            context -> {
              assertThat(context).getBean(S3Connection.class).isEqualTo(expected);
              assertThat(context).hasSingleBean(S3Client.class);
              assertThat(context).hasSingleBean(UrlSigner.class);
              assertThat(context.getBean(ImageVault.class).takesDirectUploads()).isTrue();
            });
  }

  @Test
  void sweepsBeginAndEndWithTheContext() {
    inMemory
        .withBean(VaultObserver.class, () -> sweepCounter)
        .withPropertyValues("imagevault.sweep-interval=1ms")
        .run(
            context -> {
              await().atMost(PATIENCE).until(() -> sweeps.tryAcquire());
              ConfigurableApplicationContext running = context.getSourceApplicationContext();
              running.stop();
              assertThat(threads()).isEmpty();
              sweeps.drainPermits();
              running.start();
              await().atMost(PATIENCE).until(() -> sweeps.tryAcquire());
            });
    assertThat(threads()).isEmpty();
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("imagevault"))
        .toList();
  }

  @Test
  void healthAsksTheStoreAndTheRecords() {
    inMemory.run(
        context ->
            assertThat(context.getBean(HealthIndicator.class).health().getStatus())
                .isEqualTo(Status.UP));
    nothing
        .withBean(ImageStorage.class, () -> new Away(new InMemoryImageStorage(clock)))
        .withBean(UrlSigner.class, InMemoryUrlSigner::new)
        .withBean(ImageRepository.class, () -> repository)
        .run(
            context -> {
              var health = context.getBean(HealthIndicator.class).health();
              assertThat(health.getStatus()).isEqualTo(Status.DOWN);
              assertThat(health.getDetails()).containsEntry("storage", "away");
            });
  }

  private static final class Away extends ForwardingStorage {

    Away(ImageStorage storage) {
      super(storage);
    }

    @Override
    public void ping(Duration timeout) {
      throw new BackEndException(
          BackEndException.BackEnd.STORAGE, BackEndException.Failure.UNAVAILABLE, "away", null);
    }
  }
}
