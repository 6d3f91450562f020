package dev.imagevault.app.dev;

import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gaul.s3proxy.CrossOriginResourceSharing;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;

/**
 * An S3 server of our own, on loopback, with its objects as files in the data directory. It
 * verifies the signature of every request.
 */
public final class LocalStore implements AutoCloseable {

  /** The one bucket. */
  public static final String BUCKET = "imagevault-dev";

  /** Whom requests come from. */
  public static final String ACCESS_KEY_ID = "imagevault-dev";

  /** The largest that is accepted: the largest image, and some. */
  private static final long MAX_OBJECT_SIZE = 128L << 20;

  private static final int THREADS = 64;

  /**
   * Pages may send files straight to it, and read images, whatever address they have. The URL is
   * what allows it.
   */
  private static final CrossOriginResourceSharing FOR_PAGES =
      new CrossOriginResourceSharing(
          List.of("*"),
          List.of("GET", "HEAD", "PUT"),
          List.of("if-none-match", "x-amz-checksum-sha256", "content-type"),
          List.of(),
          "");

  /** What the server calls an object that it has not wholly received. */
  private static final Pattern UNFINISHED =
      Pattern.compile(".*-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final S3Proxy server;
  private final String secretAccessKey;

  private LocalStore(S3Proxy server, String secretAccessKey) {
    this.server = server;
    this.secretAccessKey = secretAccessKey;
  }

  /**
   * Returns the server once it takes requests.
   *
   * @throws StartException where it cannot run here
   */
  public static LocalStore start(DataDirectory directory) {
    try {
      Path root = directory.path().resolve("s3");
      Files.createDirectories(root.resolve(BUCKET));
      deleteUnfinished(root);
      String secretAccessKey = directory.secret("s3-secret-access-key");
      S3Proxy server =
          S3Proxy.builder()
              .blobStore(new LongKeyBlobStore(root))
              .endpoint(URI.create("http://127.0.0.1:0"))
              .corsRules(FOR_PAGES)
              .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY_ID, secretAccessKey)
              .maxSinglePartObjectSize(MAX_OBJECT_SIZE)
              .v4MaxNonChunkedRequestSize(MAX_OBJECT_SIZE)
              .jettyMaxThreads(THREADS)
              .stopTimeout(0)
              .build();
      server.start();
      return new LocalStore(server, secretAccessKey);
    } catch (Exception e) {
      throw new StartException(ExitCode.FAILURE, "cannot start the S3 server: " + e, e);
    }
  }

  /** A process that was killed may have left some: they would be listed as objects. */
  private static void deleteUnfinished(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (UNFINISHED.matcher(file.getFileName().toString()).matches()
            && Files.isRegularFile(file)) {
          Files.delete(file);
        }
      }
    }
  }

  /** Returns its URL, as {@code AWS_ENDPOINT_URL_S3} takes it. */
  public String url() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** Returns the secret that requests are signed with. */
  public String secretAccessKey() {
    return secretAccessKey;
  }

  /** It takes no more requests; what it acknowledged is in its files. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new StartException(ExitCode.FAILURE, "the S3 server does not stop", e);
    }
  }
}
