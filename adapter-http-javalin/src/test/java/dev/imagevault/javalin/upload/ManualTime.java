package dev.imagevault.javalin.upload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that passes when a test says so, and a timer that goes by it. */
public final class ManualTime {

  private final List<Task> tasks = new ArrayList<>();

  /** As the JVM's, it may overflow at any moment. */
  private long now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

  private record Task(long due, Runnable task) {}

  long nanoTime() {
    return now;
  }

  public void later(Runnable task, Duration delay) {
    tasks.add(new Task(now + delay.toNanos(), task));
  }

  /** Passes, and what is due meanwhile is run when it is. */
  public void pass(Duration time) {
    long end = now + time.toNanos();
    while (true) {
      Task next = tasks.stream().min(Comparator.comparingLong(task -> task.due - end)).orElse(null);
      if (next == null || next.due - end > 0) {
        now = end;
        return;
      }
      tasks.remove(next);
      now = next.due;
      next.task.run();
    }
  }

  /** Returns how many tasks wait. */
  public int waiting() {
    return tasks.size();
  }
}
