package dev.imagevault.app.config;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/**
 * Credentials that others hand out, waited for only so long. What AWS's chain asks (STS, the agent
 * of a container or an instance) may hang for minutes, and the time-out of the request that is to
 * be signed begins only afterwards. Callers share one question. Thread-safe.
 */
final class DefaultCredentials implements AwsCredentialsProvider {

  /** Whoever waits for credentials has a request to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final AwsCredentialsProvider chain;
  private final Duration patience;
  private final ExecutorService executor =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "credentials");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable CompletableFuture<AwsCredentials> underWay;

  /**
   * Returns those of AWS's default chain.
   *
   * @param region in which STS is asked, unless a profile names another
   */
  static DefaultCredentials in(Region region) {
    // The chain looks at the process's variables and properties only, and ours may be from .env.
    System.getProperties().putIfAbsent(SdkSystemSetting.AWS_REGION.property(), region.id());
    return new DefaultCredentials(DefaultCredentialsProvider.builder().build(), PATIENCE);
  }

  /** Nobody is asked yet. */
  DefaultCredentials(AwsCredentialsProvider chain, Duration patience) {
    this.chain = chain;
    this.patience = patience;
  }

  private synchronized CompletableFuture<AwsCredentials> ask() {
    if (underWay == null || underWay.isDone()) {
      underWay = CompletableFuture.supplyAsync(chain::resolveCredentials, executor);
    }
    return underWay;
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return ask().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw SdkClientException.create(
          "AWS's chain of credential providers gave no answer within "
              + patience.toSeconds()
              + " s: check that STS, or the agent of this container or instance, can be reached",
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : SdkClientException.create("the credentials cannot be loaded", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AbortedException.create("interrupted while credentials were waited for", e);
    }
  }
}
