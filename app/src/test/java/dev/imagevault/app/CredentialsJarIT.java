package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped jars get their credentials wherever AWS's default chain finds some. */
class CredentialsJarIT {

  private static final String EXPIRY = "2099-01-01T00:00:00Z";
  private static final String START_URL = "https://example.awsapps.com/start";

  /** What STS answers with, whatever the action. */
  private static final String STS_ANSWER =
      """
      <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>\
      <AccessKeyId>ASIAFROMSTS</AccessKeyId><SecretAccessKey>s3cr3t-of-sts</SecretAccessKey>\
      <SessionToken>session</SessionToken><Expiration>%2$s</Expiration></Credentials>\
      </%1$sResult></%1$sResponse>\
      """;

  @TempDir private Path directory;

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> signatures = new CopyOnWriteArrayList<>();
  private HttpServer aws;

  /** One server is STS, the sign-in portal, the container's and the instance's agent, and S3. */
  @BeforeEach
  void start() throws IOException {
    aws = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    aws.setExecutor(Executors.newCachedThreadPool());
    aws.createContext("/", this::sts);
    aws.createContext(
        "/sso/federation/credentials",
        exchange -> {
          asked.add(exchange.getRequestHeaders().getFirst("x-amz-sso_bearer_token"));
          answer(
              exchange,
              200,
              """
              {"roleCredentials":{"accessKeyId":"ASIAFROMSSO","secretAccessKey":"s3cr3t-of-sso",\
              "sessionToken":"session","expiration":4070908800000}}\
              """);
        });
    aws.createContext(
        "/container", exchange -> answer(exchange, 200, agentCredentials("ASIAFROMCONTAINER")));
    aws.createContext("/latest/api/token", exchange -> answer(exchange, 200, "token-of-instance"));
    aws.createContext("/latest/meta-data/iam", this::instance);
    aws.createContext(
        "/photos",
        exchange -> {
          signatures.add(exchange.getRequestHeaders().getFirst("Authorization"));
          answer(exchange, 403, "<Error><Code>AccessDenied</Code></Error>");
        });
    aws.start();
  }

  @AfterEach
  void stop() {
    aws.stop(0);
  }

  private void sts(HttpExchange exchange) throws IOException {
    String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(question);
    String action = question.replaceAll("(?s).*\\bAction=(\\w+).*", "$1");
    answer(exchange, 200, STS_ANSWER.formatted(action, EXPIRY));
  }

  private void instance(HttpExchange exchange) throws IOException {
    boolean list =
        exchange.getRequestURI().getPath().matches(".*/security-credentials(-extended)?/");
    boolean extended = exchange.getRequestURI().getPath().contains("extended");
    answer(
        exchange,
        extended ? 404 : 200,
        list ? "role-of-instance" : agentCredentials("ASIAFROMINSTANCE"));
  }

  private static String agentCredentials(String id) {
    return """
    {"Code":"Success","AccessKeyId":"%s","SecretAccessKey":"s3cr3t-of-agent","Token":"session",\
    "Expiration":"%s"}\
    """
        .formatted(id, EXPIRY);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + aws.getAddress().getPort() + path;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", directory.toString());
    environment.put("DATABASE_URL", "postgres://iv@127.0.0.1:1/iv");
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("AWS_S3_BUCKET", "photos");
    environment.put("AWS_ENDPOINT_URL_S3", url(""));
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    environment.put("CLOUDFRONT_DOMAIN", "d111111abcdef8.cloudfront.net");
    environment.put("CLOUDFRONT_KEY_PAIR_ID", "KTEST");
    environment.put("CLOUDFRONT_PRIVATE_KEY", LocalBackEnds.PEM);
    environment.put("JWT_SECRET", LocalBackEnds.SECRET);
    return environment;
  }

  private void profile(String text) throws IOException {
    Files.createDirectories(directory.resolve(".aws"));
    Files.writeString(directory.resolve(".aws/config"), text);
  }

  private void doctorSignsAs(String jar, String id, Map<String, String> environment)
      throws Exception {
    Path path = Path.of("target", jar).toAbsolutePath();
    try (Child doctor = Child.startJar(path, directory, environment, "doctor")) {
      doctor.exitCode();
      assertThat(signatures)
          .as(doctor.out() + doctor.err())
          .isNotEmpty()
          .allMatch(signature -> signature.contains("Credential=" + id + "/"));
      assertThat(doctor.out() + doctor.err()).doesNotContain("s3cr3t");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"imagevault.jar", "imagevault-server.jar"})
  void thoseOfAServiceAccountByWebIdentity(String jar) throws Exception {
    Map<String, String> environment = environment();
    environment.put("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/images");
    environment.put(
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        Files.writeString(directory.resolve("token"), "web.identity.token").toString());
    environment.put("AWS_ENDPOINT_URL_STS", url(""));
    // STS is asked in a region that the SDK knows nothing of by itself.
    Files.writeString(directory.resolve(".env"), "AWS_REGION=" + environment.remove("AWS_REGION"));
    doctorSignsAs(jar, "ASIAFROMSTS", environment);
    assertThat(asked)
        .isNotEmpty()
        .allMatch(it -> it.contains("Action=AssumeRoleWithWebIdentity"))
        .allMatch(it -> it.contains("WebIdentityToken=web.identity.token"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"imagevault.jar", "imagevault-server.jar"})
  void thoseOfARoleThatAProfileAssumes(String jar) throws Exception {
    profile(
        """
        [profile images]
        role_arn = arn:aws:iam::123456789012:role/images
        source_profile = base
        region = eu-central-1
        [profile base]
        aws_access_key_id = AKIABASE
        aws_secret_access_key = s3cr3t-of-base
        """);
    Map<String, String> environment = environment();
    environment.put("AWS_PROFILE", "images");
    environment.put("AWS_ENDPOINT_URL_STS", url(""));
    doctorSignsAs(jar, "ASIAFROMSTS", environment);
    assertThat(asked).isNotEmpty().allMatch(it -> it.contains("Action=AssumeRole"));
  }

  @Test
  void thoseOfAProfileThatSignsInByIdentityCenter() throws Exception {
    profile(
        """
        [profile images]
        sso_start_url = %s
        sso_region = eu-central-1
        sso_account_id = 123456789012
        sso_role_name = images
        """
            .formatted(START_URL));
    byte[] digest =
        MessageDigest.getInstance("SHA-1").digest(START_URL.getBytes(StandardCharsets.UTF_8));
    Path cache = Files.createDirectories(directory.resolve(".aws/sso/cache"));
    Files.writeString(
        cache.resolve(HexFormat.of().formatHex(digest) + ".json"),
        """
        {"accessToken":"signed-in","expiresAt":"%s","region":"eu-central-1","startUrl":"%s"}\
        """
            .formatted(EXPIRY, START_URL));
    Map<String, String> environment = environment();
    environment.put("AWS_PROFILE", "images");
    environment.put("AWS_ENDPOINT_URL_SSO", url("/sso"));
    doctorSignsAs("imagevault-server.jar", "ASIAFROMSSO", environment);
    assertThat(asked).contains("signed-in");
  }

  @Test
  void thoseOfAContainersRole() throws Exception {
    Map<String, String> environment = environment();
    environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", url("/container"));
    doctorSignsAs("imagevault-server.jar", "ASIAFROMCONTAINER", environment);
  }

  @Test
  void thoseOfAnInstancesRole() throws Exception {
    Map<String, String> environment = environment();
    environment.remove("AWS_EC2_METADATA_DISABLED");
    environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", url(""));
    doctorSignsAs("imagevault-server.jar", "ASIAFROMINSTANCE", environment);
  }
}
