package dev.imagevault.app.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** How this process logs: a service for machines, everything else for people. */
public final class Logging {

  private static final String CONFIGURATION = "logback.configurationFile";

  private static final Set<String> SERVICES = Set.of("serve", "render", "rehearse");

  /** All our loggers are below it. */
  private static final String OURS = "dev.imagevault";

  private static final Map<String, Level> LEVELS =
      Map.of("error", Level.ERROR, "warn", Level.WARN, "info", Level.INFO, "debug", Level.DEBUG);

  /** PostgreSQL's driver: held here, since the JDK forgets the level of a logger nobody holds. */
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  private Logging() {}

  /**
   * The log is written as the command wants it, unless the operator chose a configuration. To be
   * called before anything has a logger.
   */
  public static void configure(String... arguments) {
    if (System.getProperty("java.util.logging.config.file") == null) {
      // Whoever catches what it throws tells it, in our format and in one line.
      DRIVER.setLevel(java.util.logging.Level.OFF);
    }
    if (arguments.length > 0 && SERVICES.contains(arguments[0])) {
      if (System.getProperty(CONFIGURATION) == null) {
        System.setProperty(CONFIGURATION, "logback-serve.xml");
      }
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, e) -> LoggerFactory.getLogger(Logging.class).error("a thread died", e));
    }
  }

  /**
   * Returns how much of our own is logged.
   *
   * @throws IllegalArgumentException it is no level; the message tells which there are
   */
  public static Level level(String name) {
    Level level = LEVELS.get(name.toLowerCase(Locale.ROOT));
    if (level == null) {
      throw new IllegalArgumentException("is neither error nor warn nor info nor debug");
    }
    return level;
  }

  /** So much of our own is logged from now on; libraries log as before. */
  public static void log(Level level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(OURS).setLevel(level);
    }
  }

  /** What was logged is written; nothing is logged any more. */
  public static void finish() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }
}
