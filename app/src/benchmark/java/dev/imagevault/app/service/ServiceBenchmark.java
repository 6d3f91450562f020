package dev.imagevault.app.service;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.management.OperatingSystemMXBean;
import dev.imagevault.app.Http;
import dev.imagevault.app.LocalBackEnds;
import dev.imagevault.app.Pictures;
import dev.imagevault.app.RunningService;
import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.Environment;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import dev.imagevault.cloudfront.DistributionUrl;
import dev.imagevault.cloudfront.SignatureHash;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.UrlSigner;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Prints what requests cost, and how many times the floor under them: the SDK's bare put of the
 * same bytes, or as many signatures. Nothing is asserted but that requests succeed.
 *
 * <p>Processor time is that of this process: the service, its client and the store, but not
 * PostgreSQL. So each row stands for itself, and is to be compared with the floor in its own run.
 */
class ServiceBenchmark {

  private static final int ROUNDS = 9;
  private static final long ROUND_NANOS = Duration.ofMillis(700).toNanos();

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  /** What is measured. */
  private interface Work {
    void run() throws Exception;
  }

  @Test
  void printsWhatRequestsCost() throws Exception {
    // Requests are not logged, or that would stand between the rows.
    ((Logger) LoggerFactory.getLogger("dev.imagevault")).setLevel(Level.WARN);
    System.out.printf("%n%-44s %12s %12s %8s%n", "one thread", "CPU ms", "elapsed ms", "x floor");
    double signature = signatures();
    try (LocalBackEnds backEnds = new LocalBackEnds()) {
      try (RunningService service = new RunningService(backEnds, Map.of())) {
        uploads(backEnds, service.user("1"));
        urls(service.user("2"), "again within the window", Double.NaN);
      }
      try (RunningService fresh = new RunningService(backEnds, Map.of("SIGNED_URL_WINDOW", "0"))) {
        urls(fresh.user("3"), "signed each time", signature);
      }
    }
  }

  /** Returns what the service's own cost, the floor of what signs. */
  private static double signatures() throws Exception {
    CloudFrontKey key = CloudFrontKey.parse("KTEST", LocalBackEnds.PEM);
    ObjectKey object = new ObjectKey("users/1/images/1795455838123-x11nZRbk4UWiU5H4MG1sOQ.jpg");
    Instant expiry = Instant.parse("2026-06-01T12:00:00Z");
    UrlSigner jdk = signer(key);
    UrlSigner best = signer(NativeSigning.with(key));
    print("sign a URL, by the JDK", Double.NaN, () -> jdk.sign(object, expiry));
    return print("sign a URL, as the service does", Double.NaN, () -> best.sign(object, expiry));
  }

  private static UrlSigner signer(CloudFrontKey key) {
    return new CloudFrontUrlSigner(
        DistributionUrl.parse("images.example.com"), key, SignatureHash.SHA1);
  }

  private static void uploads(LocalBackEnds backEnds, Http user) throws Exception {
    AppConfig config = AppConfig.read(new Environment(backEnds.environment()));
    Random random = new Random(1);
    try (S3Client s3 = config.store().connection().newClient()) {
      for (byte[] image :
          new byte[][] {
            Pictures.noise(260, 256, random), Pictures.noise(1225, 1224, random),
          }) {
        String size = String.format("%.1f MB", image.length / 1e6);
        String bucket = config.store().bucket().name();
        double put =
            print(
                "the SDK's bare put, " + size,
                Double.NaN,
                () ->
                    s3.putObject(
                        request -> request.bucket(bucket).key("users/1/images/floor"),
                        RequestBody.fromBytes(image)));
        print("upload, " + size, put, () -> expect(201, user.upload(image)));
      }
    }
  }

  private static void urls(Http user, String how, double signature) throws Exception {
    byte[] image = Pictures.png(8, 8);
    String id = "";
    for (int i = 0; i < 100; i++) {
      id = Http.member(expect(201, user.upload(image)).body(), "id");
    }
    String path = "/api/profile/images/" + id + "/signed-url";
    print("signed-url, " + how, signature, () -> expect(200, user.send("GET", path)));
    print(
        "list of 100, " + how,
        100 * signature,
        () -> expect(200, user.send("GET", "/api/profile/images")));
  }

  private static HttpResponse<String> expect(int status, HttpResponse<String> answer)
      throws IOException {
    if (answer.statusCode() != status) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return answer;
  }

  /**
   * Prints medians over rounds, of which the first third warms up.
   *
   * @param floor processor time in milliseconds, or NaN where nothing is the floor
   * @return processor time in milliseconds
   */
  private static double print(String what, double floor, Work work) throws Exception {
    double[] cpu = new double[ROUNDS];
    double[] elapsed = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long cpuStart = PROCESS.getProcessCpuTime();
      long start = System.nanoTime();
      int runs = 0;
      while (System.nanoTime() - start < ROUND_NANOS) {
        work.run();
        runs++;
      }
      cpu[round] = (PROCESS.getProcessCpuTime() - cpuStart) / 1e6 / runs;
      elapsed[round] = (System.nanoTime() - start) / 1e6 / runs;
    }
    double cost = median(cpu);
    String ratio = Double.isNaN(floor) ? "" : String.format("%.2f", cost / floor);
    System.out.printf("%-44s %12.3f %12.3f %8s%n", what, cost, median(elapsed), ratio);
    return cost;
  }

  private static double median(double[] rounds) {
    double[] warm = Arrays.copyOfRange(rounds, ROUNDS / 3, ROUNDS);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }
}
