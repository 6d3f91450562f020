package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI document, as a judge of answers. Where it names no property, there is none. */
final class OpenApiDocument {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private final ObjectNode root;

  OpenApiDocument() {
    this(
        new String(
            PageFiles.resource(OpenApiDocument.class, "docs/openapi.json"),
            StandardCharsets.UTF_8));
  }

  /** As it was served. */
  OpenApiDocument(String document) {
    try {
      root = (ObjectNode) MAPPER.readTree(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    closeObjects(root.at("/components/schemas"));
  }

  private static void closeObjects(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.path("type").asText().equals("object")
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(OpenApiDocument::closeObjects);
  }

  JsonNode root() {
    return root;
  }

  /** Returns the operations, such as {@code GET /api/profile/images}. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : root.get("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!name.equals("parameters")) {
                  operations.add(name.toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
              });
    }
    return operations;
  }

  /** The answer is one that the document has for the operation: status, headers, type and body. */
  void describes(String operation, HttpResponse<String> answer) {
    String[] parts = operation.split(" ");
    String status = Integer.toString(answer.statusCode());
    String pointer =
        target(
            "/paths/%s/%s/responses/%s"
                .formatted(escaped(parts[1]), parts[0].toLowerCase(Locale.ROOT), status));
    JsonNode response = root.at(pointer);
    assertThat(response.isObject())
        .as("%s answers %s: %s", operation, status, answer.body())
        .isTrue();
    for (Map.Entry<String, JsonNode> header : response.get("headers").properties()) {
      describesHeader(target(pointer + "/headers/" + header.getKey()), header.getKey(), answer);
    }
    String contentType =
        answer.headers().firstValue("Content-Type").orElseThrow().replaceFirst(";.*", "");
    assertThat(response.get("content").properties())
        .extracting(Map.Entry::getKey)
        .contains(contentType);
    String schema = pointer + "/content/" + escaped(contentType) + "/schema";
    assertThat(errors(schema, body(contentType, answer.body()))).as(operation).isEmpty();
  }

  private void describesHeader(String pointer, String name, HttpResponse<String> answer) {
    List<String> values = answer.headers().allValues(name);
    if (root.at(pointer).path("required").asBoolean()) {
      assertThat(values).as("%s of %s", name, answer).hasSize(1);
    }
    for (String value : values) {
      boolean number = root.at(pointer + "/schema/type").asText().equals("integer");
      JsonNode node =
          number
              ? MAPPER.getNodeFactory().numberNode(Long.parseLong(value))
              : TextNode.valueOf(value);
      assertThat(errors(pointer + "/schema", node)).as(name).isEmpty();
    }
  }

  private static JsonNode body(String contentType, String text) {
    try {
      return contentType.endsWith("json") ? MAPPER.readTree(text) : TextNode.valueOf(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where the node at this pointer is, when it is but a reference. */
  String target(String pointer) {
    JsonNode reference = root.at(pointer).get("$ref");
    return reference == null ? pointer : reference.asText().substring(1);
  }

  /** Returns what is wrong with this instance of the schema at that pointer. */
  List<Error> errors(String pointer, JsonNode instance) {
    ObjectNode schema = root.deepCopy();
    schema.put("$ref", "#" + pointer.replace("{", "%7B").replace("}", "%7D"));
    return SCHEMAS.getSchema(schema).validate(instance);
  }

  static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
