package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar for production, as the build made it. */
class ServerJarIT {

  private static final Path JAR = Path.of("target", "imagevault-server.jar").toAbsolutePath();

  @TempDir private Path directory;

  @Test
  void itServesAndTheOtherCommandsWork() throws Exception {
    try (LocalBackEnds backEnds = new LocalBackEnds()) {
      Map<String, String> environment = backEnds.environment();
      for (String command : new String[] {"migrate", "reconcile"}) {
        try (Child child = Child.startJar(JAR, directory, environment, command)) {
          assertThat(child.exitCode()).as(child.err()).isZero();
        }
      }
      try (Child serve = Child.startJar(JAR, directory, environment, "serve");
          Child token = Child.startJar(JAR, directory, environment, "token", "--user", "7")) {
        String url = serve.awaitOutput("imagevault listens on (http://\\S+)");
        assertThat(token.exitCode()).isZero();
        var upload = new Http(url, token.out().strip()).upload(Pictures.png(8, 8));
        assertThat(upload.statusCode()).as(upload.body()).isEqualTo(201);
        try (Child erase = Child.startJar(JAR, directory, environment, "erase", "--user", "7")) {
          assertThat(erase.exitCode()).as(erase.err()).isZero();
        }
        assertThat(serve.terminate().exitCode()).isZero();
        assertThat(serve.err()).startsWith("{").doesNotContain("NoClassDefFoundError");
        if (System.getProperty("os.name").equals("Linux")) {
          assertThat(serve.err()).contains("URLs are signed in native code");
        }
      }
      try (Child doctor = Child.startJar(JAR, directory, environment, "doctor")) {
        doctor.exitCode();
        assertThat(doctor.out()).contains("configuration", "database", "bucket");
        assertThat(doctor.err()).doesNotContain("NoClassDefFoundError");
      }
    }
  }

  @Test
  void rehearsingIsRefusedWhereNothingWouldBeKeptOfIt() throws Exception {
    try (Child rehearse = Child.startJar(JAR, directory, Map.of(), "rehearse")) {
      assertThat(rehearse.exitCode()).isEqualTo(2);
      assertThat(rehearse.err().lines()).hasSize(1);
      assertThat(rehearse.err()).contains("JDK 25", "-XX:AOTCacheOutput=imagevault.aot");
    }
  }

  @Test
  void itServesFromWhatTheJvmLearnedOfARehearsal() throws Exception {
    assumeTrue(Runtime.version().feature() >= 25, "needs JDK 25");
    try (LocalBackEnds backEnds = new LocalBackEnds()) {
      Map<String, String> environment = backEnds.environment();
      // None of it is for the made-up users.
      environment.put("RATE_LIMIT_UPLOADS", "1/d");
      environment.put("MAX_IMAGES_PER_USER", "1");
      environment.put("MAX_FILE_SIZE", "1000");
      environment.put("CLOUDFRONT_DISTRIBUTION_ID", "EDFDVBD6EXAMPLE");
      environment.put("AWS_ENDPOINT_URL_CLOUDFRONT", "http://127.0.0.1:1");
      Path cache = directory.resolve("imagevault.aot");
      List<String> rehearsing = List.of("-XX:AOTCacheOutput=" + cache, "-Xlog:disable");
      try (Child rehearse = Child.startJar(rehearsing, JAR, directory, environment, "rehearse")) {
        assertThat(rehearse.exitCode()).as(rehearse.out() + rehearse.err()).isZero();
        assertThat(rehearse.err()).doesNotContain("\"answered\"");
      }
      assertThat(backEnds.count("select count(*) from user_images where status <> 'DELETING'"))
          .isZero();
      List<String> serving = List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on");
      try (Child serve = Child.startJar(serving, JAR, directory, environment, "serve")) {
        serve.awaitOutput("imagevault listens on (http://\\S+)");
      }
    }
  }

  @Test
  void itNamesTheJarThatHasDev() throws Exception {
    for (String[] command : new String[][] {{"dev"}, {"dev", "--external"}}) {
      try (Child dev = Child.startJar(JAR, directory, Map.of(), command)) {
        assertThat(dev.exitCode()).isEqualTo(2);
        assertThat(dev.err().lines()).hasSize(1).allMatch(line -> line.contains("imagevault.jar"));
        assertThat(directory.resolve(".imagevault")).doesNotExist();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"imagevault.jar", "imagevault-server.jar"})
  void eachJarHasTheNativeCodeOfBothLinuxArchitectures(String name) throws Exception {
    try (JarFile jar = new JarFile(JAR.resolveSibling(name).toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .filteredOn(entry -> entry.endsWith("CorrettoCryptoProvider.so"))
          .hasSize(2)
          .anyMatch(entry -> entry.contains("linux-x86_64/"))
          .anyMatch(entry -> entry.contains("linux-aarch_64/"));
    }
  }

  @Test
  void itHasNoServersOfDev() throws Exception {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .contains("dev/imagevault/app/Main.class")
          .noneMatch(name -> name.startsWith("org/gaul/") || name.endsWith(".txz"));
    }
  }
}
