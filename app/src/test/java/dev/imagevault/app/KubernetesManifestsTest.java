package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is there for Kubernetes has its kinds, its fields and its types, and no others. */
class KubernetesManifestsTest {

  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          ConfigMap.class,
          Deployment.class,
          NetworkPolicy.class,
          PodDisruptionBudget.class,
          Service.class,
          ServiceAccount.class);

  private static List<JsonNode> manifests(String file) throws Exception {
    return YamlFile.documents(Path.of("deploy", "kubernetes", file));
  }

  /**
   * Takes what the API server takes: a field that it does not know is an error, so is 1 for "1".
   */
  private static ObjectMapper strict() {
    JsonMapper mapper =
        JsonMapper.builder()
            .annotationIntrospector(
                new JacksonAnnotationIntrospector() {
                  @Override
                  public Boolean hasAnySetter(Annotated method) {
                    return false;
                  }
                })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();
    for (CoercionInputShape shape :
        List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
      mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
    }
    return mapper;
  }

  private static HasMetadata read(JsonNode manifest) throws Exception {
    for (Class<? extends HasMetadata> kind : KINDS) {
      if (HasMetadata.getKind(kind).equals(manifest.get("kind").asText())
          && HasMetadata.getApiVersion(kind).equals(manifest.get("apiVersion").asText())) {
        return strict().treeToValue(manifest, kind);
      }
    }
    throw new AssertionError("no such kind: " + manifest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve.yaml", "render.yaml"})
  void everyFieldIsOneOfKubernetes(String file) throws Exception {
    List<JsonNode> manifests = manifests(file);
    assertThat(manifests).isNotEmpty();
    for (JsonNode manifest : manifests) {
      assertThat(read(manifest).getMetadata().getName()).startsWith("imagevault");
    }
  }

  @Test
  void allFilesAreApplied() throws Exception {
    JsonNode resources = manifests("kustomization.yaml").get(0).get("resources");
    assertThat(resources)
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrder("serve.yaml", "render.yaml");
  }

  /** The test itself can fail. */
  @ParameterizedTest
  @CsvSource({
    "/spec, replica, 2",
    "/spec, replicas, \"two\"",
    "/spec/template/spec/containers/0, imagePullPolicyy, \"Always\"",
    "/spec/template/spec/containers/0/readinessProbe, periodSeconds, \"5\"",
    "/spec/template/spec/securityContext, runAsNonRoot, \"true\"",
    "/metadata, name, 7"
  })
  void whatIsWrongIsFound(String place, String field, String value) throws Exception {
    for (JsonNode manifest : manifests("serve.yaml")) {
      if (manifest.get("kind").asText().equals("Deployment")) {
        ((ObjectNode) manifest.at(place)).set(field, new ObjectMapper().readTree(value));
        assertThatThrownBy(() -> read(manifest)).hasMessageContaining(field);
      }
    }
  }
}
