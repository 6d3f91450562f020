package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.Environment;
import dev.imagevault.app.config.RenderConfig;
import dev.imagevault.app.config.Variable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is there to deploy the service with: each setting is one that the service reads. */
class DeploymentFilesTest {

  private static final Path DEPLOY = Path.of("deploy");

  /** Not ours: the C library's. */
  private static final Set<String> FOREIGN = Set.of("MALLOC_ARENA_MAX");

  @TempDir private Path directory;

  /** Settings as a file for the service has them; a secret is in a file, of which there is one. */
  private Environment environment(Map<String, String> settings) throws Exception {
    Map<String, String> values = new HashMap<>();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      Optional<Variable> secret =
          Arrays.stream(Variable.values())
              .filter(each -> each.isSecret() && each.fileName().equals(setting.getKey()))
              .findAny();
      if (secret.isPresent()) {
        Path file = directory.resolve(secret.get().name());
        Files.writeString(file, secret(secret.get()));
        values.put(setting.getKey(), file.toString());
      } else if (!FOREIGN.contains(setting.getKey())) {
        assertThat(Variable.values()).extracting(Enum::name).contains(setting.getKey());
        values.put(setting.getKey(), setting.getValue());
      }
    }
    return new Environment(values);
  }

  private static String secret(Variable variable) {
    return switch (variable) {
      case DATABASE_URL -> "postgres://u:p@localhost/d";
      case CLOUDFRONT_PRIVATE_KEY -> LocalBackEnds.PEM;
      default -> LocalBackEnds.SECRET;
    };
  }

  /** The service takes the settings, and stops within the time that it is given. */
  private void check(String command, Map<String, String> settings, Duration patience)
      throws Exception {
    assertThat(Main.commandLine().getSubcommands()).containsKey(command);
    if (command.equals("render")) {
      RenderConfig config = RenderConfig.read(environment(settings));
      assertThat(config.server().adminPort()).isPresent();
      return;
    }
    AppConfig config = AppConfig.read(environment(settings));
    assertThat(config.rendering().workers()).as("decoders beside a key").isZero();
    assertThat(config.server().adminPort()).isPresent();
    assertThat(patience)
        .isGreaterThanOrEqualTo(
            config.server().shutdownDelay().plus(config.server().shutdownGrace()).plusSeconds(10));
  }

  private static List<JsonNode> manifests(String kind) throws Exception {
    List<JsonNode> found = new ArrayList<>();
    for (String file : List.of("serve.yaml", "render.yaml")) {
      for (JsonNode each : YamlFile.documents(DEPLOY.resolve("kubernetes").resolve(file))) {
        if (each.get("kind").asText().equals(kind)) {
          found.add(each);
        }
      }
    }
    return found;
  }

  private static Map<String, String> settings(JsonNode container) throws Exception {
    JsonNode shared = manifests("ConfigMap").get(0);
    Map<String, String> settings = new HashMap<>();
    for (JsonNode from : container.path("envFrom")) {
      assertThat(from.at("/configMapRef/name")).isEqualTo(shared.at("/metadata/name"));
      shared.get("data").properties().forEach(e -> settings.put(e.getKey(), e.getValue().asText()));
    }
    for (JsonNode each : container.get("env")) {
      JsonNode key = each.at("/valueFrom/configMapKeyRef/key");
      JsonNode value = key.isMissingNode() ? each.get("value") : shared.at("/data/" + key.asText());
      assertThat(value.isTextual()).as(each.toString()).isTrue();
      settings.put(each.get("name").asText(), value.asText());
    }
    return settings;
  }

  @Test
  void podsHaveSettingsThatTheServiceTakesAndTimeToStop() throws Exception {
    List<JsonNode> deployments = manifests("Deployment");
    assertThat(deployments).hasSize(2);
    for (JsonNode deployment : deployments) {
      JsonNode pod = deployment.at("/spec/template/spec");
      JsonNode container = pod.get("containers").get(0);
      Map<String, String> settings = settings(container);
      int patience = pod.path("terminationGracePeriodSeconds").asInt(30);
      check(container.get("args").get(0).asText(), settings, Duration.ofSeconds(patience));
      JsonNode mount = container.get("volumeMounts").get(0);
      assertThat(mount.get("readOnly").asBoolean()).isTrue();
      settings.forEach(
          (name, value) -> {
            if (name.endsWith("_FILE")) {
              assertThat(value).startsWith(mount.get("mountPath").asText() + "/");
            }
          });
    }
  }

  @Test
  void podsAreAskedWhereTheyListen() throws Exception {
    for (JsonNode deployment : manifests("Deployment")) {
      JsonNode container = deployment.at("/spec/template/spec/containers/0");
      Map<String, String> ports = new HashMap<>();
      for (JsonNode port : container.get("ports")) {
        ports.put(port.get("name").asText(), port.get("containerPort").asText());
      }
      assertThat(settings(container).get("ADMIN_PORT")).isEqualTo(ports.get("admin"));
      assertThat(settings(container).get("PORT")).isEqualTo(ports.get("http"));
      for (String probe : List.of("readinessProbe", "livenessProbe")) {
        JsonNode get = container.get(probe).get("httpGet");
        assertThat(ports).containsKey(get.get("port").asText());
        assertThat(get.get("path").asText())
            .isEqualTo(probe.startsWith("live") ? "/health/live" : "/health/ready");
      }
    }
  }

  @Test
  void podsHaveNoMoreRightsThanTheyNeed() throws Exception {
    for (JsonNode deployment : manifests("Deployment")) {
      JsonNode pod = deployment.at("/spec/template/spec");
      JsonNode container = pod.at("/containers/0");
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.get("automountServiceAccountToken").asBoolean(true)).isFalse();
      JsonNode context = container.get("securityContext");
      assertThat(context.get("readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(context.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
      assertThat(context.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
      assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
    }
  }

  @Test
  void selectorsFindThePodsThatTheyAreFor() throws Exception {
    JsonNode serve = manifests("Deployment").get(0);
    JsonNode labels = serve.at("/spec/template/metadata/labels");
    for (JsonNode deployment : manifests("Deployment")) {
      assertThat(deployment.at("/spec/selector/matchLabels"))
          .isEqualTo(deployment.at("/spec/template/metadata/labels"));
    }
    assertThat(manifests("Service").get(0).at("/spec/selector")).isEqualTo(labels);
    assertThat(manifests("PodDisruptionBudget").get(0).at("/spec/selector/matchLabels"))
        .isEqualTo(labels);
    Set<String> accounts = new TreeSet<>();
    manifests("ServiceAccount").forEach(a -> accounts.add(a.at("/metadata/name").asText()));
    for (JsonNode deployment : manifests("Deployment")) {
      assertThat(accounts)
          .contains(deployment.at("/spec/template/spec/serviceAccountName").asText());
    }
  }

  @ParameterizedTest
  @CsvSource({"serve,45", "render,10"})
  void theStagingHasSettingsThatTheServiceTakesAndTimeToStop(String name, int patience)
      throws Exception {
    JsonNode services = YamlFile.documents(DEPLOY.resolve("compose.yaml")).get(0).get("services");
    JsonNode service = services.get(name);
    assertThat(service.get("command").get(0).asText()).isEqualTo(name);
    assertThat(service.path("stop_grace_period").asText("10s")).isEqualTo(patience + "s");
    Map<String, String> settings = new HashMap<>();
    service
        .get("environment")
        .properties()
        .forEach(
            each ->
                settings.put(
                    each.getKey(),
                    each.getValue()
                        .asText()
                        .replaceAll("\\$\\{SECRET[^}]*}", LocalBackEnds.SECRET)));
    check(name, settings, Duration.ofSeconds(patience));
    assertThat(service.get("read_only").asBoolean()).isTrue();
    assertThat(service.at("/cap_drop/0").asText()).isEqualTo("ALL");
    service
        .get("depends_on")
        .fieldNames()
        .forEachRemaining(other -> assertThat(services.has(other)).as(other).isTrue());
  }

  /** Returns the values of a unit's directive. */
  private static List<String> values(Path unit, String directive) throws Exception {
    return Files.readAllLines(unit).stream()
        .filter(line -> line.startsWith(directive + "="))
        .map(line -> line.substring(directive.length() + 1))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"imagevault.service,serve", "imagevault-render.service,render"})
  void unitsHaveSettingsThatTheServiceTakesAndTimeToStop(String name, String command)
      throws Exception {
    Path unit = DEPLOY.resolve("systemd").resolve(name);
    Map<String, String> settings = new HashMap<>();
    for (String each : values(unit, "Environment")) {
      settings.put(each.split("=", 2)[0], each.split("=", 2)[1]);
    }
    Set<String> credentials = new TreeSet<>();
    values(unit, "LoadCredential").forEach(each -> credentials.add("%d/" + each.split(":")[0]));
    settings.forEach(
        (variable, value) -> {
          if (variable.endsWith("_FILE")) {
            assertThat(credentials).contains(value);
          }
        });
    // What EnvironmentFile has.
    settings.putAll(
        Map.of("AWS_REGION", "eu-central-1", "AWS_S3_BUCKET", "images", "ADMIN_PORT", "9090"));
    if (command.equals("serve")) {
      settings.putAll(Map.of("CLOUDFRONT_DOMAIN", "d.example.org", "CLOUDFRONT_KEY_PAIR_ID", "K"));
    }
    int patience = Integer.parseInt(values(unit, "TimeoutStopSec").get(0));
    check(command, settings, Duration.ofSeconds(patience));
    assertThat(values(unit, "ExecStart").get(0)).endsWith("imagevault-server.jar " + command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"imagevault.service", "imagevault-render.service"})
  void systemdTakesTheUnits(String name) throws Exception {
    Installed.assume("systemd-analyze", "systemd");
    // It looks whether the program is there.
    Path unit = directory.resolve(name);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        unit,
        Files.readString(DEPLOY.resolve("systemd").resolve(name)).replace("/usr/bin/java", java));
    assertThat(run("systemd-analyze", "verify", "--man=no", unit.toString())).isEmpty();
    // As systemd counts it, 10 is as exposed as can be.
    String report =
        run("systemd-analyze", "security", "--offline=true", "--threshold=20", unit.toString());
    assertThat(report).contains("OK");
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }
}
