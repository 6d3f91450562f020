package dev.imagevault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What core is to whoever builds with modules. */
class ModuleTest {

  @TempDir Path directory;

  @Test
  void aRunTimeImageOfJavaBaseAndCoreStoresAnImage() throws Exception {
    assumeThat(ToolProvider.findFirst("jlink")).as("jlink, of a JDK").isPresent();
    Path source = Files.createDirectories(directory.resolve("source/com/example"));
    Files.writeString(
        directory.resolve("source/module-info.java"),
        "module com.example { requires dev.imagevault; }");
    Files.writeString(
        source.resolve("Main.java"),
        """
        package com.example;

        import dev.imagevault.ImageVault;
        import dev.imagevault.Upload;
        import dev.imagevault.domain.OwnerId;
        import java.time.Clock;
        import java.util.HexFormat;

        class Main {
          public static void main(String[] args) {
            byte[] bytes = HexFormat.of().parseHex(args[0]);
            ImageVault vault = ImageVault.inMemory(Clock.systemUTC());
            System.out.print(vault.upload(new OwnerId("1"), Upload.of(bytes)).original().width());
          }
        }
        """);
    String classes = directory.resolve("classes").toString();
    run(
        "javac",
        "--release",
        "17",
        "-p",
        core(),
        "-d",
        classes,
        directory.resolve("source/module-info.java").toString(),
        source.resolve("Main.java").toString());
    Path image = directory.resolve("image");
    run(
        "jlink",
        "-p",
        core() + File.pathSeparator + classes,
        "--add-modules",
        "com.example",
        "--output",
        image.toString());
    Process main =
        new ProcessBuilder(
                image.resolve("bin/java").toString(),
                "-m",
                "com.example/com.example.Main",
                HexFormat.of().formatHex(Images.PNG))
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(main.getInputStream().readAllBytes());
      assertThat(main.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(output).isEqualTo("1");
    } finally {
      main.destroyForcibly();
    }
    assertThat(modules(image)).containsExactly("com.example", "dev.imagevault", "java.base");
  }

  private static String core() throws URISyntaxException {
    return Path.of(ImageVault.class.getProtectionDomain().getCodeSource().getLocation().toURI())
        .toString();
  }

  private static void run(String tool, String... arguments) {
    StringWriter told = new StringWriter();
    PrintWriter writer = new PrintWriter(told);
    int code = ToolProvider.findFirst(tool).orElseThrow().run(writer, writer, arguments);
    assertThat(code).as(told.toString()).isZero();
  }

  private static List<String> modules(Path image) throws Exception {
    String release = Files.readString(image.resolve("release"));
    return release
        .lines()
        .filter(line -> line.startsWith("MODULES="))
        .flatMap(line -> List.of(line.substring(9, line.length() - 1).split(" ")).stream())
        .sorted()
        .toList();
  }
}
