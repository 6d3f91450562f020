package dev.imagevault.jdbi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Tasks that start at the same moment. */
final class Race {

  private Race() {}

  @SafeVarargs
  static <T> List<Future<T>> of(Callable<T>... tasks) throws Exception {
    return of(List.of(tasks));
  }

  /** Returns when all are done. */
  static <T> List<Future<T>> of(List<Callable<T>> tasks) throws Exception {
    CyclicBarrier start = new CyclicBarrier(tasks.size());
    List<Callable<T>> waiting = new ArrayList<>();
    for (Callable<T> task : tasks) {
      waiting.add(
          () -> {
            start.await();
            return task.call();
          });
    }
    ExecutorService executor = Executors.newFixedThreadPool(tasks.size());
    try {
      return executor.invokeAll(waiting);
    } finally {
      executor.shutdown();
    }
  }
}
