package dev.imagevault.app;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.EdgeConfig;
import dev.imagevault.app.config.ServerConfig;
import dev.imagevault.app.config.Variable;
import dev.imagevault.app.dev.DataDirectory;
import dev.imagevault.app.dev.DevEnvironment;
import dev.imagevault.app.dev.HostNames;
import dev.imagevault.app.dev.LocalEdge;
import dev.imagevault.app.dev.LocalParts;
import dev.imagevault.app.dev.LocalServers;
import dev.imagevault.app.metrics.Metrics;
import dev.imagevault.app.metrics.MetricsRoute;
import dev.imagevault.app.process.Lifecycle;
import dev.imagevault.app.service.Listening;
import dev.imagevault.app.service.Service;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.DistributionUrl;
import dev.imagevault.cloudfront.SignedUrlVerifier;
import dev.imagevault.domain.OwnerId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.SdkSystemSetting;

/** Everything on this machine, without an account and without configuration. */
@Command(
    name = "dev",
    description = {
      "Runs everything on this machine: the service, PostgreSQL, an S3 server, and an edge that"
          + " checks CloudFront signatures. Needs no configuration; keeps its data.",
      "DATABASE_URL replaces the database, AWS_S3_BUCKET the store, CLOUDFRONT_DOMAIN the edge;"
          + " IMAGE_URLS=s3 does without an edge."
    })
final class DevCommand implements Callable<Integer> {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final Duration TOKEN_TTL = Duration.ofDays(30);

  /** Stands for the parts while the rest of the configuration is checked. */
  private static final LocalParts NOWHERE =
      new LocalParts(
          "postgres://127.0.0.1/none", "http://127.0.0.1:1", "none", "http://127.0.0.1:1");

  @Mixin private DataDirectoryOption dataDirectory = new DataDirectoryOption();

  @Option(
      names = "--external",
      description = "Allow what the environment names to be beyond this machine.")
  private boolean external;

  /** Made by the command line. */
  DevCommand() {}

  @Override
  public Integer call() throws Exception {
    LocalServers.check();
    DevEnvironment set = new DevEnvironment(ProcessEnvironment.read());
    if (!external) {
      set.checkLocal();
      stayHome();
    }
    try (Lifecycle lifecycle = new Lifecycle(0)) {
      DataDirectory directory = lifecycle.start(() -> DataDirectory.open(dataDirectory.path()));
      DevEnvironment dev = withPort(set.with(directory));
      ServerConfig server = AppConfig.read(dev.with(NOWHERE)).server();
      ProcessEnvironment.tellIgnored(dev.environment());
      Listening.check(server);
      System.out.println("imagevault dev, with its data in " + directory.path());
      AppConfig config = start(dev, directory, server, lifecycle);
      greet(config);
      lifecycle.await();
    }
    return 0;
  }

  /**
   * Whatever is asked is on this machine: proxies and the cloud's agents would be asked in vain.
   */
  private static void stayHome() {
    ProxySelector.setDefault(HttpClient.Builder.NO_PROXY);
    // Where AWS_DEFAULTS_MODE is auto, AWS's client would ask it for the region.
    System.setProperty(SdkSystemSetting.AWS_EC2_METADATA_DISABLED.property(), "true");
  }

  /** URLs of the edge name the port, and are signed: a free one has to be known beforehand. */
  private static DevEnvironment withPort(DevEnvironment dev) throws IOException {
    if (!dev.environment().get(Variable.PORT).filter("0"::equals).isPresent()) {
      return dev;
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(socket.getLocalPort());
      return new DevEnvironment(dev.environment().with(Variable.PORT, port));
    }
  }

  private static AppConfig start(
      DevEnvironment dev, DataDirectory directory, ServerConfig server, Lifecycle lifecycle)
      throws Exception {
    if (dev.bringsDatabase()) {
      System.out.println("  starting PostgreSQL …");
    }
    LocalParts parts = dev.startParts(directory, server.url(server.port()), lifecycle);
    AppConfig config = AppConfig.read(dev.with(parts));
    say("database", dev.bringsDatabase() ? "its own PostgreSQL" : "yours", config.database());
    say("store", dev.bringsStore() ? "its own S3 server" : "yours", config.store());
    if (config.edge().isPresent()) {
      DistributionUrl url = config.edge().get().distribution();
      say("edge", dev.bringsEdge() ? "its own CloudFront" : "yours", url);
    } else {
      say("edge", "none", "images come from the store, by URLs that it presigned");
    }
    startService(dev, config, lifecycle);
    lifecycle.start(() -> parts.announce(directory));
    return config;
  }

  private static void say(String part, String whose, Object where) {
    System.out.printf("  %-9s %s, %s%n", part, whose, where);
  }

  private static void startService(DevEnvironment dev, AppConfig config, Lifecycle lifecycle)
      throws Exception {
    Optional<LocalEdge> edge =
        config.edge().filter(configured -> dev.bringsEdge()).map(DevCommand::localEdge);
    Metrics metrics = lifecycle.start(() -> new Metrics(Main.version()));
    Service.start(
        config,
        lifecycle,
        CLOCK,
        metrics,
        new HostNames(config.server().host())::guard,
        (routes, storage) -> {
          new MetricsRoute(metrics).mount(routes);
          edge.ifPresent(local -> local.mount(routes, storage));
        });
  }

  private static LocalEdge localEdge(EdgeConfig edge) {
    CloudFrontKey key = edge.key();
    return new LocalEdge(
        edge.distribution(), new SignedUrlVerifier(key.keyPairId(), key.publicKey()), CLOCK);
  }

  private static void greet(AppConfig config) {
    String url = config.server().url(config.server().port());
    boolean mints = !config.tokens().secrets().isEmpty();
    String token =
        mints ? new TokenMint(config.tokens(), CLOCK).mint(new OwnerId("1"), TOKEN_TTL) : "$TOKEN";
    System.out.printf(
        """

        imagevault listens on %1$s

        %4$s%2$s

        Upload an image of yours:

          curl -H %5$sAuthorization: Bearer %3$s%5$s -F image=@photo.jpg %1$s/api/profile/upload-image

        Ctrl-C stops it; the data stay.
        """,
        url,
        mints
            ? "A token for user 1, good for " + TOKEN_TTL.toDays() + " days:\n\n  " + token
            : "Tokens come from elsewhere; TOKEN stands for one.",
        token,
        config.server().page()
            ? "See your images:\n\n  " + url + "/" + (mints ? "#token=" + token : "") + "\n\n"
            : "",
        mints ? "'" : "\"");
  }
}
