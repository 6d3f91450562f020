package dev.imagevault.app.render;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What this process's children, and theirs, cost the machine. */
final class Children {

  private static final double TICKS = 100;
  private static final int USER_TIME = 11;
  private static final int TIME_OF_CHILDREN = 13;

  private Children() {}

  /** Returns the processor time, in seconds, of those that have ended and been waited for. */
  static double ended() throws IOException {
    return seconds("self", TIME_OF_CHILDREN);
  }

  /** Returns the processor time, in seconds, of those that run, as soon as all of them wait. */
  static double waiting() throws InterruptedException {
    double before = -1;
    for (double now = running(); now > before; now = running()) {
      before = now;
      TimeUnit.MILLISECONDS.sleep(500);
    }
    return before;
  }

  private static double running() {
    return ProcessHandle.current().descendants().mapToDouble(Children::running).sum();
  }

  private static double running(ProcessHandle process) {
    try {
      return seconds(Long.toString(process.pid()), USER_TIME);
    } catch (IOException ended) {
      return 0;
    }
  }

  /** Returns the sum of a time of a process's own and the next, the kernel's for it. */
  private static double seconds(String process, int field) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1])) / TICKS;
  }

  /**
   * Watches how much memory the largest of them has had. One that has not begun its program yet
   * shares the memory of this process, and does not count.
   */
  static final class PeakMemory implements AutoCloseable {

    private static final String MINE = program(ProcessHandle.current().pid());

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread watch = new Thread(this::watch);

    PeakMemory() {
      watch.start();
    }

    private void watch() {
      while (!over.get()) {
        ProcessHandle.current().descendants().forEach(process -> look(process.pid()));
        LockSupport.parkNanos(1_000_000);
      }
    }

    private static String program(long pid) {
      try {
        return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
      } catch (IOException ended) {
        return "";
      }
    }

    private void look(long pid) {
      if (program(pid).equals(MINE)) {
        return;
      }
      try {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
          if (line.startsWith("VmHWM:")) {
            long kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
            bytes.accumulateAndGet(kilobytes << 10, Math::max);
          }
        }
      } catch (IOException ended) {
        // Between being listed and being read.
      }
    }

    long bytes() throws InterruptedException {
      close();
      watch.join();
      return bytes.get();
    }

    @Override
    public void close() {
      over.set(true);
    }
  }
}
