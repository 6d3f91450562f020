package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the program is told what it needs: by its environment, by {@code .env}, by files. */
class ConfigurationProcessTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @TempDir private Path directory;

  private static DecodedJWT printed(Child token) throws Exception {
    assertThat(token.exitCode()).as(token.err()).isZero();
    assertThat(token.out().lines()).hasSize(1);
    return JWT.require(Algorithm.HMAC256(SECRET)).build().verify(token.out().strip());
  }

  @Test
  void dotEnvOfTheWorkingDirectoryIsReadAndOfNoOtherPlace() throws Exception {
    Files.writeString(
        directory.resolve(".env"),
        "\uFEFF# as Windows writes it\r\n\r\nexport JWT_SECRET = '"
            + SECRET
            + "'\r\nJWT_ISSUER=file # not this\r\nJWT_USER_CLAIM=\"uid\"\r\nNODE_ENV=x\r\n");
    Path below = Files.createDirectory(directory.resolve("below"));
    try (Child here =
            Child.start(directory, Map.of("JWT_ISSUER", "process"), "token", "--user", "1");
        Child elsewhere =
            Child.start(below, Map.of("HOME", directory.toString()), "token", "--user", "1")) {
      DecodedJWT token = printed(here);
      assertThat(token.getClaim("uid").asString()).isEqualTo("1");
      assertThat(token.getIssuer()).isEqualTo("process");
      assertThat(here.err()).isEmpty();
      assertThat(elsewhere.exitCode()).isEqualTo(2);
      assertThat(elsewhere.err()).contains("JWT_SECRET is not set");
    }
  }

  @Test
  void aLineThatIsNoSettingIsNamedByItsNumberOnlyAndTheRestHolds() throws Exception {
    Files.writeString(
        directory.resolve(".env"),
        "JWT_SECRET=" + SECRET + "\nhunter2 is none\nJWT_ISSUER=me\nJWT_AUDIENCE=\"hunter2\n");
    try (Child token =
            Child.start(directory, Map.of("LOG_LEVEL", "error"), "token", "--user", "1");
        Child serve = Child.start(directory, Map.of(), "serve")) {
      assertThat(printed(token).getIssuer()).isEqualTo("me");
      assertThat(serve.exitCode()).isEqualTo(2);
      for (Child child : new Child[] {token, serve}) {
        assertThat(child.err()).contains(".env: lines 2, 4 are skipped").doesNotContain("hunter2");
      }
    }
  }

  @Test
  void aSecretComesAsAFile() throws Exception {
    Files.writeString(directory.resolve("secret"), SECRET + "\n");
    Files.writeString(
        directory.resolve(".env"), "JWT_SECRET_FILE=secret\nJWT_SECRET_PREVIOUS_FILE=\n");
    try (Child token = Child.start(directory, Map.of(), "token", "--user", "1")) {
      assertThat(printed(token).getSubject()).isEqualTo("1");
    }
  }

  @Test
  void everythingThatIsWrongIsInOneReportAndNothingIsStarted() throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("JWT_SECRET", "hunter2".repeat(9));
    environment.put("JWT_SECRET_FILE", "/none/jwt");
    environment.put("DATABASE_URL_FILE", "/none/database");
    environment.put("CLOUDFRONT_PRIVATE_KEY_FILE", directory.toString());
    environment.put("LOG_LEVEL", "hunter2");
    environment.put("MAX_FILE_SIZE", "67108865");
    Files.writeString(directory.resolve(".env"), "PORT=hunter2\n");
    try (Child serve = Child.start(directory, environment, "serve")) {
      assertThat(serve.exitCode()).isEqualTo(2);
      assertThat(serve.out()).isEmpty();
      assertThat(serve.err())
          .contains(
              "JWT_SECRET_FILE is set, and so is JWT_SECRET",
              "DATABASE_URL_FILE names /none/database",
              "CLOUDFRONT_PRIVATE_KEY_FILE names " + directory,
              "LOG_LEVEL is neither",
              "MAX_FILE_SIZE is not a whole number from 1 to 67108864",
              "PORT is not",
              "AWS_REGION is not set",
              "CLOUDFRONT_DOMAIN is not set")
          .doesNotContain("hunter2", "Exception");
    }
  }
}
