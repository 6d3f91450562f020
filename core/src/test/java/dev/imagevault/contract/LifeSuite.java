package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.TestReporter;

/**
 * What the suites of whole lives stand on. Every call of a back end is hit by every {@link Fault},
 * alone and together with every fault of every call of the sweep that follows.
 */
abstract class LifeSuite {

  static final int NO_CALL = -1;

  private final List<String> befallen = new ArrayList<>();
  private int scenarios;

  /** One life. */
  interface Life {

    /**
     * It is lived, and compared with what is promised.
     *
     * @param call of the request, which the fault befalls
     * @param sweepCall the same of the first sweep, or {@link #NO_CALL}
     * @return whether both faults, if planned, befell a call
     */
    boolean live(int call, Fault fault, int sweepCall, Fault sweepFault) throws Exception;
  }

  /** Whoever waits for thousands of scenarios is told how far they are. */
  final void liveAll(TestReporter reporter, boolean twoFaults, Life life) throws Exception {
    for (Fault fault : Fault.values()) {
      int call = 0;
      while (live(life, call, fault, NO_CALL, fault)) {
        for (Fault sweepFault : twoFaults ? Fault.values() : new Fault[0]) {
          int sweepCall = 0;
          while (live(life, call, fault, sweepCall, sweepFault)) {
            sweepCall++;
          }
        }
        call++;
      }
      assertTrue(call > 0, "the request calls a back end");
      reporter.publishEntry("scenarios up to " + fault, String.valueOf(scenarios));
    }
  }

  private boolean live(Life life, int call, Fault fault, int sweepCall, Fault sweepFault)
      throws Exception {
    befallen.clear();
    try {
      boolean reached = life.live(call, fault, sweepCall, sweepFault);
      scenarios += reached ? 1 : 0;
      return reached;
    } catch (RuntimeException e) {
      throw new AssertionError(broken("L5: what is sound succeeds, and faults are handled"), e);
    }
  }

  /** Returns these as a process sees them. What befalls it is said by {@link #broken}. */
  final FaultyBackEnds process(ImageStorage storage, ImageRepository repository) {
    return new FaultyBackEnds(storage, repository, befallen);
  }

  /** Returns what to say if the promise is broken: the promise first, then which faults did it. */
  final String broken(String promise) {
    return befallen.isEmpty()
        ? promise + "; without any fault"
        : promise + "; after " + String.join(", then ", befallen);
  }
}
