package dev.imagevault.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What a YAML file holds. A key that is there twice is refused. */
final class YamlFile {

  private YamlFile() {}

  /** Returns its documents, as JSON has them. */
  static List<JsonNode> documents(Path file) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<JsonNode> documents = new ArrayList<>();
    try (Reader text = Files.newBufferedReader(file)) {
      for (Object each : new Yaml(new SafeConstructor(options)).loadAll(text)) {
        documents.add(new ObjectMapper().valueToTree(each));
      }
    }
    return documents;
  }
}
