package dev.imagevault.app.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What a process has running, to be closed in reverse order: when it is told to stop, by SIGTERM or
 * Ctrl-C, whereupon it exits; or when it is done, or a start fails half way.
 */
public final class Lifecycle implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

  private final int exitCode;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();
  private final Thread hook = new Thread(this::stop, "shutdown");
  private volatile @Nullable Thread starting;
  private volatile boolean stopping;
  private volatile boolean announced;

  /**
   * From now on a signal closes what was started.
   *
   * @param exitCode of the process then: 0 where a signal is what ends it, in the end
   */
  public Lifecycle(int exitCode) {
    this.exitCode = exitCode;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Returns what the part's start returns, which will be closed. A signal meanwhile interrupts the
   * start.
   *
   * @throws InterruptedException where a signal came before
   * @throws Exception what the start throws
   */
  public synchronized <T extends AutoCloseable> T start(Callable<T> part) throws Exception {
    if (stopping) {
      throw new InterruptedException("stopped while starting");
    }
    starting = Thread.currentThread();
    try {
      T started = part.call();
      running.push(started);
      return started;
    } finally {
      starting = null;
    }
  }

  /**
   * Logs that everything has started, and will log when it is told to stop and when it has.
   *
   * @param facts what else the line has, such as where it listens
   */
  public void started(Map<String, String> facts) {
    LoggingEventBuilder line = LOG.atInfo().setMessage("started");
    for (Map.Entry<String, String> fact : new TreeMap<>(facts).entrySet()) {
      line = line.addKeyValue(fact.getKey(), fact.getValue());
    }
    line.log();
    announced = true;
  }

  /** Never returns: the process ends by a signal. */
  public void await() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  /** What is logged until everything is closed still has somewhere to go. */
  private void awaitEnd() {
    try {
      hook.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    stopping = true;
    if (announced) {
      LOG.info("stopping");
    }
    Thread starter = starting;
    if (starter != null) {
      starter.interrupt();
    }
    closeAll();
    if (announced) {
      LOG.info("stopped");
    }
    Logging.finish();
    // Otherwise the exit code would tell of the signal.
    Runtime.getRuntime().halt(exitCode);
  }

  private synchronized void closeAll() {
    while (!running.isEmpty()) {
      AutoCloseable part = running.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.atWarn()
            .setMessage("a part did not stop as it should")
            .addKeyValue("part", part.getClass().getSimpleName())
            .setCause(e)
            .log();
      }
    }
  }

  /** Everything is closed, unless a signal is about to see to that. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException signalled) {
      awaitEnd();
      return;
    }
    closeAll();
  }
}
