package dev.imagevault.app.moving;

import java.util.concurrent.Semaphore;

/** The heap that files share while they are imported: who comes first is served first. */
final class ImportMemory {

  private static final long UNIT = 1024;

  private final int all;
  private final Semaphore free;

  ImportMemory(long bytes) {
    all = (int) Math.max(1, Math.min(bytes / UNIT, Integer.MAX_VALUE));
    free = new Semaphore(all, true);
  }

  /** So many bytes are taken, or all if there are fewer. */
  void take(long bytes) {
    free.acquireUninterruptibly(units(bytes));
  }

  void giveBack(long bytes) {
    free.release(units(bytes));
  }

  private int units(long bytes) {
    return (int) Math.min(all, bytes / UNIT + 1);
  }
}
