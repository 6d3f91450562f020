package dev.imagevault.app.process;

import ch.qos.logback.classic.LoggerContext;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** How this process logs: a service for machines, everything else for people. */
public final class Logging {

  private static final String CONFIGURATION = "logback.configurationFile";

  private static final Set<String> SERVICES = Set.of("serve", "rehearse");

  private Logging() {}

  /**
   * The log is written as the command wants it, unless the operator chose a configuration. To be
   * called before anything has a logger.
   */
  public static void configure(String... arguments) {
    if (arguments.length > 0 && SERVICES.contains(arguments[0])) {
      if (System.getProperty(CONFIGURATION) == null) {
        System.setProperty(CONFIGURATION, "logback-serve.xml");
      }
      Thread.setDefaultUncaughtExceptionHandler(
          (thread, e) -> LoggerFactory.getLogger(Logging.class).error("a thread died", e));
    }
  }

  /** What was logged is written; nothing is logged any more. */
  public static void finish() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }
}
