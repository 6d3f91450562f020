package dev.imagevault.javalin.token;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches a document within bounded time and memory, from nowhere but where it was told. The
 * library's own retriever follows redirects, and bounds each read but not the whole.
 */
final class JwksClient {

  static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Some hundred keys with their certificates. */
  private static final int MAX_BYTES = 512 * 1024;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** Returns the document, whatever it holds. */
  String fetch(URI url) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(url).header("Accept", "application/json").build();
    CompletableFuture<HttpResponse<InputStream>> answer =
        client.sendAsync(request, BodyHandlers.ofInputStream());
    try {
      return answer
          .thenApplyAsync(JwksClient::document)
          .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer in time", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof UncheckedIOException failure
          ? failure.getCause()
          : new IOException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      answer.thenAccept(JwksClient::close);
      answer.cancel(true);
    }
  }

  private static String document(HttpResponse<InputStream> response) {
    try {
      if (response.statusCode() != 200) {
        throw new IOException("the answer is HTTP " + response.statusCode());
      }
      byte[] bytes = response.body().readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("more than " + MAX_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the answer, and whoever still reads it. */
  private static void close(HttpResponse<InputStream> response) {
    try {
      response.body().close();
    } catch (IOException e) {
      // It is over all the same.
    }
  }
}
