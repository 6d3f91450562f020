package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image, as its Dockerfile makes it, built once and run. The images that it begins with are
 * made of this machine's own files, since no registry is asked.
 */
@Tag("image")
class ContainerImageJarIT {

  private static final Path JAR = Path.of("target", "imagevault-server.jar");

  /** Every wait ends at once when the container has ended, or says that it cannot. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path directory;
  private static Buildah buildah;
  private static Path checkout;
  private static String container;
  private static Path files;
  private static JsonNode config;

  @BeforeAll
  static void build() throws Exception {
    for (String program : List.of("buildah", "tini", "zip", "unzip")) {
      Installed.assume(program, program);
    }
    Installed.assume("vipsthumbnail", "libvips-tools");
    Installed.assume("bwrap", "bubblewrap");
    assumeTrue(System.getProperty("user.name").equals("root"), "no containers here: be root");
    buildah = new Buildah(directory);
    makeStandIn(directory.resolve("stand-in"));
    checkout = Checkout.under077(directory.resolve("checkout"));
    buildImage("Dockerfile", "app", "--build-arg=REVISION=abc", "--tag=localhost/imagevault");
    config =
        new ObjectMapper()
            .readTree(buildah.run("inspect", "--type=image", "localhost/imagevault"))
            .at("/Docker/config");
    container = buildah.run("from", "--pull-never", "localhost/imagevault").strip();
    files = Path.of(buildah.run("mount", container).strip());
  }

  private static void makeStandIn(Path context) throws Exception {
    Files.createDirectory(context);
    String home = Path.of(System.getProperty("java.home")).toRealPath().toString();
    String script = "src/test/resources/container/stand-in.sh";
    buildah.run(List.of("sh", script, context + "/root", home, JAR.toString()));
    Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY root/ /\n");
    try {
      buildah.run("build", "--tag=localhost/stand-in", context.toString());
      buildah.run("from", "--pull-never", "--name=trial", "localhost/stand-in");
      buildah.run("run", "--isolation=chroot", "trial", "--", "/usr/bin/true");
    } catch (AssertionError e) {
      assumeTrue(false, "no containers here: " + e.getMessage());
    }
  }

  private static void buildImage(String dockerfile, String context, String... options)
      throws Exception {
    List<String> command =
        buildah.command(
            "build",
            "--format=docker",
            "--isolation=chroot",
            "--build-arg=MAVEN=localhost/stand-in",
            "--build-arg=JRE=localhost/stand-in",
            "--file=" + checkout.resolve("app").resolve(dockerfile));
    command.addAll(List.of(options));
    command.add(checkout.resolve(context).toString());
    buildah.run(command);
  }

  @AfterAll
  static void remove() throws Exception {
    if (buildah != null) {
      await().atMost(PATIENCE).until(buildah::isQuiet);
      buildah.remove();
    }
  }

  private static String run(String... program) throws Exception {
    return buildah.run(buildah.inContainer(container, Map.of(), List.of(program)));
  }

  private static List<String> words(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(word -> words.add(word.asText()));
    return words;
  }

  @Test
  void itServesIsHealthyMakesVariantsAndStopsInGoodOrder() throws Exception {
    try (LocalBackEnds backEnds = new LocalBackEnds()) {
      Map<String, String> environment = new TreeMap<>(backEnds.environment());
      environment.put("PORT", Integer.toString(freePort()));
      environment.put("VARIANTS", "thumb:40");
      environment.put("VARIANT_ISOLATION", "limits");
      environment.put("VARIANT_MEMORY", "536870912");
      // Here it is not process 1, as it is where a container has processes of its own.
      environment.put("TINI_SUBREAPER", "1");
      List<String> program = words(config.get("Entrypoint"));
      program.addAll(words(config.get("Cmd")));
      Path log = directory.resolve("log");
      Process serve =
          new ProcessBuilder(buildah.inContainer(container, environment, program))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        use(environment, serve, log);
        stop(serve, log);
        assertThat(health(environment)).isEqualTo(1);
      } catch (Throwable e) {
        throw new AssertionError(e.getMessage() + "\n" + Files.readString(log), e);
      } finally {
        serve.descendants().forEach(ProcessHandle::destroyForcibly);
        serve.destroyForcibly();
      }
    }
  }

  private static void use(Map<String, String> environment, Process serve, Path log)
      throws Exception {
    String url = "http://127.0.0.1:" + environment.get("PORT");
    waitUntil(serve, () -> Files.readString(log).contains("imagevault listens on " + url));
    assertThat(health(environment)).isZero();
    waitUntil(serve, () -> Files.readString(log).contains("variants are made here"));
    assertThat(Files.readString(log))
        .contains("URLs are signed in native code", "variants are made here: libvips");
    VariantUser user = new VariantUser(Http.of(url, LocalBackEnds.SECRET, "7"));
    String image = user.upload(Pictures.png(80, 60));
    List<String> ends = List.of("ready", "failed");
    waitUntil(
        serve,
        () ->
            ends.contains(user.variant(image, "thumb").path("status").asText())
                || Files.readString(log).contains("\"level\":\"ERROR\""));
    assertThat(user.variant(image, "thumb").path("status").asText()).isEqualTo("ready");
    assertThat(Files.readString(log)).doesNotContain("\"level\":\"ERROR\"");
  }

  private static void stop(Process serve, Path log) throws Exception {
    ProcessHandle init =
        serve.descendants().filter(each -> runs(each, "tini")).findAny().orElseThrow();
    assertThat(init.children().filter(each -> runs(each, "java"))).hasSize(1);
    init.destroy();
    await().atMost(PATIENCE).until(() -> !serve.isAlive());
    assertThat(serve.exitValue()).isZero();
    assertThat(Files.readString(log)).contains("\"stopping\"", "\"stopped\"");
    await().atMost(PATIENCE).until(buildah::isQuiet);
  }

  /** Waits for it as long as the service lives. */
  private static void waitUntil(Process serve, Callable<Boolean> condition) {
    await().atMost(PATIENCE).until(() -> condition.call() || !serve.isAlive());
    assertThat(serve.isAlive()).as("the service lives").isTrue();
  }

  /** Returns the exit code of the image's own check. */
  private static int health(Map<String, String> environment) throws Exception {
    List<String> check = words(config.at("/Healthcheck/Test"));
    assertThat(check.remove(0)).isEqualTo("CMD");
    return new ProcessBuilder(buildah.inContainer(container, environment, check))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("health").toFile())
        .start()
        .waitFor();
  }

  private static boolean runs(ProcessHandle process, String program) {
    return process.info().command().orElse("").endsWith("/" + program);
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  @Test
  void itsUserCanChangeNothingSoThatAllMayBeReadOnly() throws Exception {
    assertThat(config.get("User").asText()).isEqualTo("10001:10001");
    String writable = run("find", "/", "-xdev", "-writable", "!", "-type", "l");
    assertThat(writable.lines())
        .allMatch(path -> path.matches("/(tmp|dev|sys|proc|run/secrets)(/.*)?"));
    assertThat(run("id", "-u")).isEqualTo("10001\n");
  }

  @Test
  void whatChangesWithEachReleaseIsBesideTheDependencies() throws Exception {
    Path home = files.resolve(config.get("WorkingDir").asText().substring(1));
    try (JarFile ours = new JarFile(home.resolve("imagevault.jar").toFile());
        JarFile dependencies = new JarFile(home.resolve("dependencies.jar").toFile());
        JarFile whole = new JarFile(JAR.toFile())) {
      assertThat(ours.stream().map(Object::toString)).contains("dev/imagevault/app/Main.class");
      assertThat(Files.size(home.resolve("imagevault.jar"))).isLessThan(4_000_000);
      List<String> names = dependencies.stream().map(Object::toString).toList();
      assertThat(names)
          .noneMatch(name -> name.startsWith("dev/imagevault/"))
          .anyMatch(name -> name.startsWith("native/") && name.contains("-linux-x86_64/"))
          .anyMatch(name -> name.startsWith("native/") && name.contains("-linux-aarch_64/"))
          .noneMatch(name -> name.contains("-osx-"));
      List<String> expected =
          whole.stream()
              .filter(entry -> !entry.isDirectory() && !entry.getName().contains("-osx-"))
              .map(Object::toString)
              .toList();
      assertThat(ours.stream().count() + names.size()).isEqualTo(expected.size() + 1);
    }
  }

  @Test
  void itsJarCanBeMadeOfTheCheckoutAlone() throws Exception {
    Path made = directory.resolve("made");
    buildImage("jar.Dockerfile", "", "--output=" + made);
    assertThat(made.resolve("imagevault-server.jar")).hasSameBinaryContentAs(JAR);
    assertThat(made.toFile().list()).hasSize(1);
  }

  @Test
  void itSaysWhatItIs() throws Exception {
    String version = run("java", "-jar", "imagevault.jar", "--version");
    JsonNode labels = config.get("Labels");
    assertThat(version.strip())
        .isEqualTo("imagevault " + labels.get("org.opencontainers.image.version").asText());
    assertThat(labels.get("org.opencontainers.image.revision").asText()).isEqualTo("abc");
    assertThat(labels.get("org.opencontainers.image.licenses").asText()).isEqualTo("Apache-2.0");
  }
}
