package dev.imagevault.app.config;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads variables and remembers what is wrong with them, so that all problems are reported at once.
 * What it returns for a variable with a problem is of no use: {@link #finish} comes first.
 */
final class ConfigReader {

  private final Environment environment;
  private final Set<String> problems = new LinkedHashSet<>();

  ConfigReader(Environment environment) {
    this.environment = environment;
  }

  /**
   * Remembers a problem, once; the remedy completes a sentence that begins with the name that the
   * variable was set by.
   */
  void problem(Variable variable, String remedy) {
    problem(environment.nameOf(variable) + " " + remedy);
  }

  /** Remembers a problem, once, which is a whole sentence. */
  void problem(String sentence) {
    problems.add(sentence);
  }

  /**
   * Returns once everything that was read is sound.
   *
   * @throws ConfigException otherwise
   */
  void finish() {
    if (!problems.isEmpty()) {
      throw new ConfigException(List.copyOf(problems), null);
    }
  }

  /** Returns whether the variable is set. */
  boolean has(Variable variable) {
    return environment.has(variable);
  }

  /** Returns the value as it is; empty where it is not set, or where it has a problem. */
  Optional<String> text(Variable variable) {
    environment.problem(variable).ifPresent(remedy -> problem(variable, remedy));
    return environment.get(variable);
  }

  /**
   * Returns what the parser makes of the value; that it is not set is a problem.
   *
   * @param parser throws {@link IllegalArgumentException}, whose message tells the remedy and never
   *     repeats the value
   */
  <T> Optional<T> required(Variable variable, Function<String, T> parser) {
    if (!has(variable)) {
      problem(variable, "is not set: " + variable.meaning());
    }
    return optional(variable, parser);
  }

  /** Returns what the parser makes of the value, as above; empty where it is not set. */
  <T> Optional<T> optional(Variable variable, Function<String, T> parser) {
    try {
      return text(variable).map(parser);
    } catch (IllegalArgumentException e) {
      problem(variable, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Looks whether the parser takes the value, where it is set, for whoever has read it before. */
  void check(Variable variable, Function<String, ?> parser) {
    Optional<?> unused = optional(variable, parser);
  }

  /** Returns a number that nothing may exceed; empty where there is no such limit. */
  OptionalLong limit(Variable variable) {
    long limit = number(variable, -1, 0, Long.MAX_VALUE);
    return limit < 0 ? OptionalLong.empty() : OptionalLong.of(limit);
  }

  /** Returns a whole number within these bounds, both included. */
  long number(Variable variable, long fallback, long min, long max) {
    return optional(
            variable,
            text -> {
              // Longer ones are out of every range, and might not fit a long.
              long number = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
              if (number < min || number > max) {
                throw new IllegalArgumentException(
                    max == Long.MAX_VALUE
                        ? "is not a whole number from " + min + " on"
                        : "is not a whole number from " + min + " to " + max);
              }
              return number;
            })
        .orElse(fallback);
  }

  /** Returns a duration in whole seconds within these bounds, both included. */
  Duration seconds(Variable variable, Duration fallback, Duration min, Duration max) {
    return Duration.ofSeconds(
        number(variable, fallback.toSeconds(), min.toSeconds(), max.toSeconds()));
  }

  /** Returns whether the value is {@code yes}, where it may be {@code no} instead. */
  boolean either(Variable variable, boolean fallback, String yes, String no) {
    return optional(
            variable,
            text -> {
              if (!text.equalsIgnoreCase(yes) && !text.equalsIgnoreCase(no)) {
                throw new IllegalArgumentException("is neither " + yes + " nor " + no);
              }
              return text.equalsIgnoreCase(yes);
            })
        .orElse(fallback);
  }
}
