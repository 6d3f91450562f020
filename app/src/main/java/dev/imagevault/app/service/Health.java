package dev.imagevault.app.service;

/** How something that the service stands on is. */
enum Health {
  /** It answers. */
  UP("up"),
  /** It answers, and takes no changes: a database in a failover, or a standby. */
  READ_ONLY("read-only"),
  /** It does not answer. */
  DOWN("down");

  private final String word;

  Health(String word) {
    this.word = word;
  }

  /** Returns how {@code /health/ready} says it. */
  String word() {
    return word;
  }
}
