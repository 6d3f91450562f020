package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever proxies and sources of credentials the machine has, dev asks none of them unbidden. */
class DevStaysHomeProcessTest {

  private static final String CLAIMS = "{\"sub\":\"7\",\"exp\":4102444800}";

  @TempDir private static Path directory;

  /** Stands for all that is beyond the machine. */
  private static ServerSocket beyond;

  private static final AtomicInteger asked = new AtomicInteger();
  private static LocalBackEnds backEnds;

  @BeforeAll
  static void start() throws Exception {
    beyond = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread listener = new Thread(DevStaysHomeProcessTest::listen, "beyond");
    listener.setDaemon(true);
    listener.start();
    backEnds = new LocalBackEnds();
  }

  @AfterAll
  static void stop() throws Exception {
    backEnds.close();
    beyond.close();
  }

  private static void listen() {
    try {
      while (true) {
        try (Socket socket = beyond.accept()) {
          asked.incrementAndGet();
        }
      }
    } catch (IOException e) {
      // The tests are over.
    }
  }

  /** Returns the variables that lead there. */
  private static Map<String, String> environment() {
    String url = "http://127.0.0.1:" + beyond.getLocalPort();
    Map<String, String> environment = new HashMap<>();
    for (String proxy : new String[] {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"}) {
      environment.put(proxy, url);
      environment.put(proxy.toLowerCase(Locale.ROOT), url);
    }
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", url + "/credentials");
    environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", url);
    environment.put("AWS_EC2_METADATA_DISABLED", "false");
    environment.put("AWS_DEFAULTS_MODE", "auto");
    environment.put("AWS_ENDPOINT_URL", url);
    environment.put("AWS_ENDPOINT_URL_STS", url);
    environment.put("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/images");
    environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", directory.resolve("token").toString());
    environment.put("PORT", "0");
    return environment;
  }

  /** Returns the JVM's own settings that lead there, for this machine's addresses too. */
  private static List<String> options() {
    List<String> options = new ArrayList<>();
    for (String kind : new String[] {"http.proxy", "https.proxy", "socksProxy"}) {
      options.add("-D" + kind + "Host=127.0.0.1");
      options.add("-D" + kind + "Port=" + beyond.getLocalPort());
    }
    options.add("-Dhttp.nonProxyHosts=");
    options.add("-DsocksNonProxyHosts=");
    return options;
  }

  /** Returns them with the store that runs here, by another spelling of its address. */
  private static Map<String, String> withStore() {
    Map<String, String> environment = environment();
    for (String variable : new String[] {"AWS_REGION", "AWS_S3_BUCKET", "AWS_ENDPOINT_URL_S3"}) {
      environment.put(variable, backEnds.environment().get(variable));
    }
    environment.compute(
        "AWS_ENDPOINT_URL_S3", (name, url) -> url.replace("127.0.0.1", "LocalHost"));
    return environment;
  }

  @Test
  void itUsesItsOwnPartsWithoutAnyProxy() throws Exception {
    Path own = Files.createDirectory(directory.resolve("own"));
    try (Child dev = Child.start(options(), own, environment(), "dev")) {
      String url = dev.awaitOutput("imagevault listens on (http://\\S+)");
      uploadsAndShows(new Http(url, dev.awaitOutput("Bearer (\\S+)'")));
    }
    assertThat(asked).hasValue(0);
  }

  @Test
  void itUsesAStoreAndKeysOnThisMachineWithoutAnyProxy() throws Exception {
    TokenForge idp = new TokenForge();
    Map<String, String> environment = withStore();
    for (String key : new String[] {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}) {
      environment.put(key, backEnds.environment().get(key));
    }
    Path replaced = Files.createDirectory(directory.resolve("replaced"));
    try (Foreign provider = Foreign.answering("{\"keys\":[" + idp.rsaJwk() + "]}")) {
      environment.put("JWKS_URL", provider.url());
      try (Child dev = Child.start(options(), replaced, environment, "dev")) {
        String url = dev.awaitOutput("imagevault listens on (http://\\S+)");
        uploadsAndShows(new Http(url, idp.rs256("{\"alg\":\"RS256\",\"kid\":\"r\"}", CLAIMS)));
      }
    }
    assertThat(asked).hasValue(0);
  }

  private static void uploadsAndShows(Http user) throws Exception {
    byte[] picture = Pictures.png(16, 16);
    var upload = user.upload(picture);
    assertThat(upload.statusCode()).as(upload.body()).isEqualTo(201);
    assertThat(Http.get(Http.member(upload.body(), "cloudfrontUrl")).body()).isEqualTo(picture);
  }

  @Test
  void aStoreWithoutKeysIsRefusedInOneLineRatherThanAskingForSome() throws Exception {
    Path refused = Files.createDirectory(directory.resolve("refused"));
    try (Child dev = Child.start(refused, withStore(), "dev")) {
      assertThat(dev.exitCode()).isEqualTo(2);
      assertThat(dev.err().lines())
          .singleElement()
          .asString()
          .contains("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "--external");
      assertThat(refused).isEmptyDirectory();
    }
    assertThat(asked).hasValue(0);
  }
}
