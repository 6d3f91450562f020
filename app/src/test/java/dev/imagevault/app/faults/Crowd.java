package dev.imagevault.app.faults;

import dev.imagevault.app.Pictures;
import dev.imagevault.app.faults.Ledger.Fate;
import dev.imagevault.app.faults.Ledger.Upload;
import dev.imagevault.app.faults.User.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Users who upload, look and delete at random, one request at a time each, until they leave. */
final class Crowd implements AutoCloseable {

  /** Before a user whom nobody answers tries again. */
  private static final int PAUSE_MILLIS = 50;

  private final Ledger ledger;
  private final boolean alsoDirectly;
  private final List<byte[]> pictures = new ArrayList<>();
  private final List<Future<?>> users = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch leaving = new CountDownLatch(1);

  /**
   * They begin at once.
   *
   * @param name begins the names of the users
   * @param url of the instance that the next request goes to
   */
  Crowd(String name, int size, long seed, Ledger ledger, Supplier<String> url) throws IOException {
    this(name, size, seed, ledger, url, false);
  }

  /**
   * As the other one.
   *
   * @param alsoDirectly whether they also send files straight to the store
   */
  Crowd(String name, int size, long seed, Ledger ledger, Supplier<String> url, boolean alsoDirectly)
      throws IOException {
    this.ledger = ledger;
    this.alsoDirectly = alsoDirectly;
    for (int i = 1; i <= 20; i++) {
      pictures.add(Pictures.noise(i, 21 - i, new Random(i)));
    }
    for (int i = 0; i < size; i++) {
      User user = new User(name + "-" + i, url);
      Random random = new Random(seed + i);
      users.add(threads.submit(() -> act(user, random)));
    }
  }

  private Void act(User user, Random random) throws InterruptedException {
    List<Upload> mine = new ArrayList<>();
    for (int i = 0; leaving.getCount() > 0; i++) {
      int choice = random.nextInt(10);
      if (mine.isEmpty() || choice < 5) {
        byte[] picture = pictures.get(random.nextInt(pictures.size()));
        String name = i + ".png";
        Answer answer =
            alsoDirectly && random.nextBoolean()
                ? user.uploadDirectly(name, picture)
                : user.upload(name, picture, Optional.empty());
        Upload upload = ledger.upload(user, name, picture, answer);
        if (upload.fate() == Fate.THERE) {
          mine.add(upload);
        }
        if (answer.equals(Answer.NONE)) {
          boolean unused = leaving.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
      } else if (choice < 8) {
        Upload upload = mine.remove(random.nextInt(mine.size()));
        ledger.deletion(upload, user.delete(upload.id()));
      } else if (choice < 9) {
        ledger.count("list", user.list());
      } else {
        ledger.count("get", user.get(mine.get(random.nextInt(mine.size())).id()));
      }
    }
    return null;
  }

  /** All have left, once the last of their requests was answered. */
  void leave() throws InterruptedException {
    leaving.countDown();
    for (Future<?> user : users) {
      try {
        user.get();
      } catch (ExecutionException e) {
        throw new AssertionError("a user failed", e.getCause());
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    leave();
    threads.shutdown();
  }
}
