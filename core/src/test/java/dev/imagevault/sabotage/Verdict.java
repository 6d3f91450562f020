package dev.imagevault.sabotage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What a contract says of an adapter. */
record Verdict(List<String> complaints, long passed) {

  static Verdict of(Class<?> contract) {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(contract)).execute();
    assertThat(results.testEvents().finished().count()).as("tests run").isPositive();
    return new Verdict(
        results.testEvents().failed().stream()
            .map(event -> event.getRequiredPayload(TestExecutionResult.class))
            .map(result -> String.valueOf(result.getThrowable().orElseThrow()))
            .toList(),
        results.testEvents().succeeded().count());
  }

  void isInnocent() {
    assertThat(complaints).isEmpty();
    assertThat(passed).isPositive();
  }

  /** Also that something passed: a kit that fails everything would prove nothing. */
  void names(String promise) {
    assertThat(complaints).anyMatch(complaint -> complaint.contains(promise));
    assertThat(passed).isPositive();
  }
}
