package dev.imagevault.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says it in a few lines, as Spring Boot does, and not in a hundred. */
final class MissingPropertyAnalyzer extends AbstractFailureAnalyzer<MissingPropertyException> {

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, MissingPropertyException cause) {
    return new FailureAnalysis(cause.description(), cause.remedy(), cause);
  }
}
