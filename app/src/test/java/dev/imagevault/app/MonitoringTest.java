package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imagevault.app.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The alerts and the dashboard, held against what a running service shows. */
class MonitoringTest {

  private static final Path ALERTS = Path.of("deploy/monitoring/alerts.yaml");
  private static final Path DASHBOARD = Path.of("deploy/monitoring/dashboard.json");

  /** Prometheus's own. */
  private static final String UP = "up";

  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance", "le");

  /** Words of the language that no parenthesis follows. */
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool");

  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");

  private static final Pattern NAME =
      Pattern.compile("(?<![\\w\\[$.])([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[^}]*})?(?!\\w|\\s*\\()");

  private static LocalBackEnds backEnds;
  private static RunningService service;

  @BeforeAll
  static void start() throws Exception {
    backEnds = new LocalBackEnds();
    service =
        new RunningService(
            backEnds,
            Map.of("SWEEP_INTERVAL", "1", "VARIANTS", "thumb:64", "VARIANT_ISOLATION", "best"));
    Http user = service.user("7");
    user.upload("no image".getBytes(StandardCharsets.UTF_8));
    assertThat(user.upload(Pictures.png(80, 60)).statusCode()).isEqualTo(201);
    await()
        .until(
            service::metrics,
            text ->
                text.contains("imagevault_http_requests_seconds_bucket{")
                    && text.contains("imagevault_rendering_images_total{")
                    && text.contains("imagevault_unrendered_images{"));
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    backEnds.close();
  }

  private static List<JsonNode> rules() throws Exception {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode group : YamlFile.documents(ALERTS).get(0).get("groups")) {
      group.get("rules").forEach(rules::add);
    }
    assertThat(rules).hasSizeGreaterThan(10);
    return rules;
  }

  private static List<String> shown() throws Exception {
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels")) {
      for (JsonNode target : panel.path("targets")) {
        expressions.add(target.get("expr").asText());
      }
    }
    assertThat(expressions).hasSizeGreaterThan(20);
    return expressions;
  }

  /** Returns the labels of the metric's series; one is empty, if there are series. */
  private static Set<String> labels(String metric) {
    Set<String> labels = new TreeSet<>();
    service
        .metrics()
        .lines()
        .filter(line -> line.matches(Pattern.quote(metric) + "[{ ].*"))
        .forEach(
            line -> {
              labels.add("");
              Pattern.compile("([a-z_]+)=\"")
                  .matcher(line)
                  .results()
                  .forEach(label -> labels.add(label.group(1)));
            });
    return labels;
  }

  /** Each metric is there, with each label that is asked for or grouped by. */
  private static void check(String expression) {
    String code = expression.replaceAll("\"[^\"]*\"", "\"\"").replace("$__rate_interval", "5m");
    Set<String> grouped = new TreeSet<>();
    GROUPING
        .matcher(code)
        .results()
        .forEach(found -> grouped.addAll(List.of(found.group(1).split("[,\\s]+"))));
    Set<String> known = new TreeSet<>(OF_PROMETHEUS);
    known.add("");
    Matcher names = NAME.matcher(GROUPING.matcher(code).replaceAll(" "));
    List<MatchResult> found =
        names.results().filter(name -> !WORDS.contains(name.group(1))).toList();
    assertThat(found).as(expression).isNotEmpty();
    for (MatchResult name : found) {
      if (name.group(1).equals(UP)) {
        continue;
      }
      Set<String> there = labels(name.group(1));
      assertThat(there).as("%s in %s", name.group(1), expression).contains("");
      known.addAll(there);
      if (name.group(2) != null) {
        Set<String> asked = new TreeSet<>();
        Pattern.compile("([a-z_]+)\\s*[=!]")
            .matcher(name.group(2))
            .results()
            .forEach(label -> asked.add(label.group(1)));
        asked.removeAll(OF_PROMETHEUS);
        assertThat(there).as("%s in %s", name.group(), expression).containsAll(asked);
      }
    }
    assertThat(known).as(expression).containsAll(grouped);
  }

  @Test
  void everyAlertAsksForWhatThereIsAndSaysHowSevereItIsAndWhatToDo() throws Exception {
    for (JsonNode rule : rules()) {
      check(rule.get("expr").asText());
      assertThat(rule.get("labels").get("severity").asText()).isIn("critical", "warning");
      assertThat(rule.get("annotations").get("summary").asText()).isNotBlank();
      assertThat(rule.get("annotations").get("description").asText()).isNotBlank();
    }
  }

  /** The alert of sweeps that fail would come of zeros. */
  @Test
  void aProcessThatDoesNotSweepShowsNoSweeps() {
    try (Metrics metrics = new Metrics("1")) {
      assertThat(metrics.text()).doesNotContain("imagevault_sweep", "imagevault_unfinished");
      metrics.sweeps();
      assertThat(metrics.text()).contains("imagevault_sweep", "imagevault_unfinished");
    }
  }

  @Test
  void theDashboardShowsWhatThereIs() throws Exception {
    shown().forEach(MonitoringTest::check);
  }

  @Test
  void theDashboardHidesNothingBehindAnother() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(DASHBOARD.toFile());
    Set<String> places = new TreeSet<>();
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode panel : dashboard.get("panels")) {
      assertThat(ids.add(panel.get("id").asInt())).isTrue();
      JsonNode at = panel.get("gridPos");
      for (int x = 0; x < at.get("w").asInt(); x++) {
        for (int y = 0; y < at.get("h").asInt(); y++) {
          String place = (at.get("x").asInt() + x) + "/" + (at.get("y").asInt() + y);
          assertThat(places.add(place)).as("%s at %s", panel.get("title"), place).isTrue();
        }
      }
    }
  }

  @Test
  void prometheusTakesTheRulesAndTheyAlertWhenTheyShould() throws Exception {
    Installed.assume("promtool", "prometheus");
    promtool("check", "rules", ALERTS.toString());
    promtool("test", "rules", "src/test/resources/monitoring/alerts-test.yaml");
  }

  private static void promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
