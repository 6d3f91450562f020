package dev.imagevault.javalin.upload;

import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Memory for a file that lies in the store: taken all at once, before a byte of it is read. */
final class ReservedRoom implements UploadBudget.Upload {

  private final int size;
  private final ArrayPool arrays;
  private final Executor executor;
  private final UploadBudget.Claim claim;
  private final CompletableFuture<ReservedRoom> taken = new CompletableFuture<>();
  private byte @Nullable [] array;
  private boolean over;

  /** Nothing is taken yet. */
  ReservedRoom(OwnerId owner, int size, UploadMemory memory, ArrayPool arrays, Executor executor) {
    this.size = size;
    this.arrays = arrays;
    this.executor = executor;
    int most = arrays.sizeFor(size);
    this.claim =
        most <= UploadMemory.BEGINNING
            ? memory.beginning(owner, most, this)
            : memory.whole(owner, most, this);
  }

  /** Returns what completes when there is room. It must be released then. */
  CompletableFuture<ReservedRoom> take() {
    if (claim.take(true)) {
      have();
    }
    return taken;
  }

  int size() {
    return size;
  }

  /** Returns where the file may be. */
  synchronized byte[] array() {
    byte[] mine = array;
    if (mine == null) {
      throw new IllegalStateException("the room is given back");
    }
    return mine;
  }

  @Override
  public void granted() {
    executor.execute(this::have);
  }

  private void have() {
    synchronized (this) {
      if (over) {
        return;
      }
      // Nothing arrives slowly here: the store is read by our own threads.
      claim.complete();
      array = arrays.take(claim.array());
    }
    taken.complete(this);
  }

  @Override
  public void tooSlow() {
    noRoom();
  }

  @Override
  public void noRoom() {
    executor.execute(
        () ->
            giveUp(
                new ProblemException(
                    Problem.of(
                        ProblemCode.OVERLOADED,
                        "The server has no room for the upload; please try again",
                        5))));
  }

  /** Waiting ends with this failure, unless the room is there. */
  void giveUp(ProblemException reason) {
    synchronized (this) {
      if (over || array != null) {
        return;
      }
      over = true;
      claim.end();
    }
    taken.completeExceptionally(reason);
  }

  /** The file is not needed any more: its array may come to hold another. */
  void release() {
    synchronized (this) {
      byte[] mine = array;
      array = null;
      over = true;
      if (mine != null) {
        arrays.giveBack(mine);
        claim.end();
      }
    }
  }
}
