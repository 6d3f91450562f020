package dev.imagevault.app.config;

import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables as they are set. Immutable. Many are secrets: {@link #toString} shows none.
 *
 * @param values by name
 */
public record Environment(Map<String, String> values) {

  public Environment {
    values = Map.copyOf(values);
  }

  /**
   * Returns the process's own variables and, for those it does not have, what {@code .env} in this
   * directory says. A variable that is set to nothing is set: it hides the one in the file.
   *
   * @throws ConfigException where there is a {@code .env} that cannot be read
   */
  public static Environment read(Path directory) {
    try {
      Map<String, String> values = new HashMap<>();
      Dotenv.configure()
          .directory(directory.toString())
          .ignoreIfMissing()
          .load()
          .entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)
          .forEach(entry -> values.put(entry.getKey(), withoutSingleQuotes(entry.getValue())));
      values.putAll(System.getenv());
      return new Environment(values);
    } catch (DotenvException e) {
      // Its message repeats the line, which may hold a secret.
      throw new ConfigException(
          List.of(
              ".env cannot be read: each line is NAME=value, where a value with spaces, # or line"
                  + " breaks stands in double quotes"),
          e);
    }
  }

  private static String withoutSingleQuotes(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("'") && value.endsWith("'");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** Returns the value, without the spaces around it; empty where it is not set, or to nothing. */
  public Optional<String> get(Variable variable) {
    return Optional.ofNullable(values.get(variable.name()))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }

  /** Returns whether it is set, and not to nothing. */
  public boolean has(Variable variable) {
    return get(variable).isPresent();
  }

  /** Returns the same with this variable set so. */
  public Environment with(Variable variable, String value) {
    Map<String, String> changed = new HashMap<>(values);
    changed.put(variable.name(), value);
    return new Environment(changed);
  }

  /** Returns the same with this variable set so, unless it is set already. */
  public Environment withDefault(Variable variable, String value) {
    return has(variable) ? this : with(variable, value);
  }

  /** Returns the same without this variable. */
  public Environment without(Variable variable) {
    return with(variable, "");
  }

  @Override
  public String toString() {
    return "Environment[…]";
  }
}
