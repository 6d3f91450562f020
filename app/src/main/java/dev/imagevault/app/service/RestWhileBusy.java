package dev.imagevault.app.service;

import com.sun.management.OperatingSystemMXBean;
import dev.imagevault.Rendered;
import dev.imagevault.VaultObserver;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Lets uploads go first: after each rendering its worker rests until a processor is free, at most
 * nine times as long as the rendering took, and never more than five seconds. A low priority alone
 * does not do it, because what waits for many short turns of others loses a little at each.
 * Thread-safe.
 */
final class RestWhileBusy implements VaultObserver {

  private static final double BUSY = 0.9;
  private static final int TIMES = 9;
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(250);

  private final VaultObserver observer;
  private final DoubleSupplier load;
  private final Pause pause;

  /** Waits that long. */
  interface Pause {
    void sleep(Duration time) throws InterruptedException;
  }

  /**
   * Rests after this observer is told.
   *
   * @param load from 0, no processor has worked since the last look, to 1, all have
   */
  RestWhileBusy(VaultObserver observer, DoubleSupplier load, Pause pause) {
    this.observer = observer;
    this.load = load;
    this.pause = pause;
  }

  /**
   * Returns one that looks at this machine's processors, or at those of this container. If all of
   * them may be busy with renderings, it returns the observer, and nobody rests.
   */
  static VaultObserver here(VaultObserver observer, int workers) {
    boolean others = Runtime.getRuntime().availableProcessors() > workers;
    return others
            && ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? new RestWhileBusy(observer, system::getCpuLoad, time -> Thread.sleep(time.toMillis()))
        : observer;
  }

  @Override
  public void rendered(Rendered rendered) {
    observer.rendered(rendered);
    Duration left = rendered.took().multipliedBy(TIMES);
    left = left.compareTo(LONGEST) < 0 ? left : LONGEST;
    try {
      while (left.compareTo(LOOK) > 0 && load.getAsDouble() > BUSY) {
        pause.sleep(LOOK);
        left = left.minus(LOOK);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
