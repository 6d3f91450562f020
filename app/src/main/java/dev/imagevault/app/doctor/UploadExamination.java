package dev.imagevault.app.doctor;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.EdgeConfig;
import dev.imagevault.app.config.Variable;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedPut;
import dev.imagevault.domain.UploadId;
import dev.imagevault.port.StoredObject;
import dev.imagevault.s3.S3Connection;
import dev.imagevault.s3.S3ImageStorage;
import dev.imagevault.s3.S3UploadSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Sends a file straight to the store as clients do, and then what the store should refuse. Should a
 * file outlive a crash, {@code reconcile} finds it: it has no record.
 */
final class UploadExamination implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration URL_LIFE = Duration.ofMinutes(5);
  private static final String CHECK = "direct upload";
  private static final byte[] FILE = "no image at all".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LONGER = "no image at all!".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OTHER = "No image at all".getBytes(StandardCharsets.US_ASCII);

  private final AppConfig config;
  private final S3ImageStorage storage;
  private final Clock clock;
  private final ObjectKey key;
  private final ObjectKey otherKey;
  private final S3UploadSigner signer;
  private boolean mayExist;

  /**
   * Nothing is sent yet.
   *
   * @param forClients where clients reach the store
   */
  UploadExamination(
      AppConfig config, S3Connection forClients, S3ImageStorage storage, Clock clock) {
    this.config = config;
    this.storage = storage;
    this.clock = clock;
    this.key = newKey(clock);
    this.otherKey = newKey(clock);
    this.signer = new S3UploadSigner(forClients, config.store().bucket(), clock);
  }

  private static ObjectKey newKey(Clock clock) {
    return ObjectKey.incoming(
        new OwnerId("imagevault-doctor"), UploadId.create(clock.instant(), new SecureRandom()));
  }

  /** The store has been sent all of it, and nothing is left there. */
  void examine(Consumer<Finding> findings) throws InterruptedException {
    try {
      SignedPut put =
          signer.sign(
              key,
              new AnnouncedFile("", FILE.length, Optional.of(ImageBytes.of(FILE).sha256())),
              URL_LIFE);
      for (String origin : config.server().corsOrigins()) {
        findings.accept(PreflightExamination.examine(URI.create(put.url()), origin));
      }
      Finding sent = sent(put);
      findings.accept(sent);
      if (sent.status() == Finding.Status.OK) {
        findings.accept(refused("second put", put, FILE, "only what was checked is ever stored"));
        findings.accept(atTheEdge());
        storage.delete(key, TIMEOUT);
        findings.accept(refused("other size", put, LONGER, "completing refuses it"));
        storage.delete(key, TIMEOUT);
        findings.accept(refused("other bytes", put, OTHER, "completing refuses them"));
        findings.accept(elsewhere(put));
      }
    } catch (IOException e) {
      findings.accept(
          Finding.failed(
              CHECK,
              "the store cannot be reached as clients do ("
                  + e.getClass().getSimpleName()
                  + "): is "
                  + Variable.DIRECT_UPLOAD_ENDPOINT
                  + " right?"));
    } catch (BackEndException e) {
      findings.accept(Finding.failed(CHECK, String.valueOf(e.getMessage())));
    } finally {
      cleanUp(findings);
    }
  }

  private Finding sent(SignedPut put) throws IOException, InterruptedException {
    int status = put(put.url(), put, FILE);
    if (status / 100 != 2) {
      return Finding.failed(
          CHECK,
          status
              + " instead of 200: allow the service's credentials s3:PutObject on incoming/*;"
              + " for a store that knows no conditional puts or checksums set"
              + " AWS_REQUEST_CHECKSUM_CALCULATION=when_required");
    }
    Optional<StoredObject> found = storage.open(key);
    if (found.isEmpty()) {
      return Finding.failed(
          CHECK,
          "the file that was just sent is not in the bucket: is "
              + Variable.DIRECT_UPLOAD_ENDPOINT
              + " another store?");
    }
    try (StoredObject object = found.get()) {
      return Arrays.equals(FILE, object.content().readNBytes(FILE.length + 1))
          ? Finding.ok(CHECK, FILE.length + " bytes sent as clients do, and read back")
          : Finding.failed(CHECK, "other bytes than were sent are read back");
    }
  }

  /** Returns whether the store refuses this; what it takes is refused later. */
  private Finding refused(String check, SignedPut put, byte[] file, String later)
      throws IOException, InterruptedException {
    int status = put(put.url(), put, file);
    return switch (status / 100) {
      case 2 -> Finding.unchecked(check, "this store does not refuse it; " + later);
      case 4 -> Finding.ok(check, status + ", refused");
      default -> Finding.unchecked(check, "the store answered " + status);
    };
  }

  /** A signature that opens other keys opens everybody's. */
  private Finding elsewhere(SignedPut put) throws IOException, InterruptedException {
    int status = put(put.url().replace(key.value(), otherKey.value()), put, FILE);
    return status / 100 == 2
        ? Finding.failed(
            "other key",
            "this store verifies no signatures, so that everybody who reaches it can write to it:"
                + " use another one, or set DIRECT_UPLOADS=off")
        : Finding.ok("other key", status + ", refused");
  }

  /** What the edge shows of it; without one, nothing signs a URL of such a file. */
  private Finding atTheEdge() throws InterruptedException {
    if (config.edge().isEmpty()) {
      return Finding.ok("incoming GET", "no URL of it is ever signed");
    }
    EdgeConfig edge = config.edge().get();
    String url =
        new CloudFrontUrlSigner(edge.distribution(), edge.key(), edge.hash())
            .sign(key, clock.instant().plus(URL_LIFE).truncatedTo(ChronoUnit.SECONDS))
            .url();
    try {
      int status = send(HttpRequest.newBuilder(URI.create(url))).statusCode();
      return switch (status / 100) {
        case 2 ->
            Finding.failed(
                "incoming GET",
                "the edge shows files that nobody has checked: let the bucket's policy allow the"
                    + " distribution users/* only");
        case 4 -> Finding.ok("incoming GET", status + " through the edge");
        default -> Finding.unchecked("incoming GET", "the edge answered " + status);
      };
    } catch (IOException e) {
      return Finding.unchecked("incoming GET", "the edge cannot be reached from here");
    }
  }

  private int put(String url, SignedPut put, byte[] file) throws IOException, InterruptedException {
    mayExist = true;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).PUT(BodyPublishers.ofByteArray(file));
    put.headers().forEach(request::header);
    return send(request).statusCode();
  }

  /** On a connection of its own: a store may close one whose request it refused. */
  static HttpResponse<Void> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(TIMEOUT)
        .build()
        .send(request.timeout(TIMEOUT).build(), BodyHandlers.discarding());
  }

  private void cleanUp(Consumer<Finding> findings) {
    try {
      close();
    } catch (BackEndException e) {
      findings.accept(
          Finding.failed(
              CHECK, e.getMessage() + "; then delete " + key + " and " + otherKey + ", if there"));
    }
  }

  /** The files are gone, unless the store does not answer. */
  @Override
  public void close() {
    if (mayExist) {
      storage.delete(key, TIMEOUT);
      storage.delete(otherKey, TIMEOUT);
      mayExist = false;
    }
  }
}
