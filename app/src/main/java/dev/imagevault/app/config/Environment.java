package dev.imagevault.app.config;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The variables as they are set, those of {@linkplain Variable#isSecret secrets} perhaps by files.
 * Immutable. {@link #toString} shows no value.
 */
public final class Environment {

  /**
   * A variable that is set.
   *
   * @param name that it was set by: its own, or that of its file
   * @param value empty where there is a problem
   * @param problem completes a sentence that begins with the name
   */
  private record Setting(String name, String value, Optional<String> problem) {

    Setting(String name, String value) {
      this(name, value, Optional.empty());
    }
  }

  private final Map<Variable, Setting> settings;
  private final Set<String> names;
  private final List<Integer> skippedLines;

  private Environment(
      Map<Variable, Setting> settings, Set<String> names, List<Integer> skippedLines) {
    this.settings = settings;
    this.names = names;
    this.skippedLines = skippedLines;
  }

  /** Made of these values by name; the names of files begin at the working directory. */
  public Environment(Map<String, String> values) {
    this(settings(values, Path.of("")), names(values), List.of());
  }

  /**
   * Returns the process's own variables and, for those it does not have, what {@code .env} in this
   * directory says. A variable that is set to nothing is set: it hides the one in the file.
   *
   * @throws ConfigException where there is a {@code .env} that cannot be read
   */
  public static Environment read(Path directory) {
    return read(directory, System.getenv());
  }

  /** As the other one, of a process with these variables. */
  static Environment read(Path directory, Map<String, String> process) {
    DotEnvFile file = DotEnvFile.in(directory);
    Map<Variable, Setting> settings = settings(file.values(), directory);
    settings.putAll(settings(process, directory));
    Set<String> names = new TreeSet<>(names(file.values()));
    names.addAll(names(process));
    return new Environment(settings, names, file.skipped());
  }

  private static Set<String> names(Map<String, String> source) {
    return source.entrySet().stream()
        .filter(entry -> !entry.getValue().isBlank())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Map<Variable, Setting> settings(Map<String, String> source, Path directory) {
    Map<Variable, Setting> settings = new EnumMap<>(Variable.class);
    for (Variable variable : Variable.values()) {
      if (source.containsKey(variable.name())) {
        settings.put(variable, new Setting(variable.name(), source.get(variable.name())));
      }
      String file = variable.isSecret() ? source.getOrDefault(variable.fileName(), "") : "";
      if (!file.isBlank()) {
        boolean both = !source.getOrDefault(variable.name(), "").isBlank();
        settings.put(variable, both ? setTwice(variable) : inFile(variable, directory, file));
      }
    }
    return settings;
  }

  private static Setting setTwice(Variable variable) {
    return new Setting(
        variable.fileName(),
        "",
        Optional.of("is set, and so is " + variable + ": set one of them"));
  }

  private static Setting inFile(Variable variable, Path directory, String file) {
    try {
      return new Setting(variable.fileName(), SecretFile.read(directory, file.strip()));
    } catch (IllegalArgumentException e) {
      return new Setting(variable.fileName(), "", Optional.ofNullable(e.getMessage()));
    }
  }

  /**
   * Returns the value, without the spaces around it unless they count; empty where it is not set,
   * or to nothing, or where there is a {@link #problem}.
   */
  public Optional<String> get(Variable variable) {
    return Optional.ofNullable(settings.get(variable))
        .map(Setting::value)
        .filter(value -> !value.isBlank())
        .map(value -> variable.isExact() ? value : value.strip());
  }

  /** Returns whether it is set, and not to nothing. */
  public boolean has(Variable variable) {
    return get(variable).isPresent() || problem(variable).isPresent();
  }

  /** Returns why the variable has no value though it is set; completes a sentence. */
  Optional<String> problem(Variable variable) {
    return Optional.ofNullable(settings.get(variable)).flatMap(Setting::problem);
  }

  /** Returns the name that it was set by, as its user knows it. */
  String nameOf(Variable variable) {
    Setting setting = settings.get(variable);
    return setting == null ? variable.name() : setting.name();
  }

  /**
   * Returns the names that the variable, or a file with its value, is given by in any source, also
   * where another source hides it: what this process could read.
   */
  Stream<String> givenBy(Variable variable) {
    return Stream.of(variable.name(), variable.fileName()).filter(names::contains);
  }

  /** Returns the numbers of those lines of {@code .env} that set nothing, though they should. */
  public List<Integer> skippedLines() {
    return skippedLines;
  }

  /** Returns the same with this variable set so. */
  public Environment with(Variable variable, String value) {
    Map<Variable, Setting> changed = new EnumMap<>(Variable.class);
    changed.putAll(settings);
    changed.put(variable, new Setting(variable.name(), value));
    return new Environment(changed, names, skippedLines);
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
