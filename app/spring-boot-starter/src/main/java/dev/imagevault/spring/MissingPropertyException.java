package dev.imagevault.spring;

/** A property is not set without which there is no vault. */
final class MissingPropertyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String description;
  private final String remedy;

  /**
   * Says which one, and what to do about it.
   *
   * @param remedy a sentence
   */
  MissingPropertyException(String name, String remedy) {
    super(name + " is not set: " + remedy);
    this.description = "The property " + name + " is not set.";
    this.remedy = remedy;
  }

  String description() {
    return description;
  }

  String remedy() {
    return remedy;
  }
}
