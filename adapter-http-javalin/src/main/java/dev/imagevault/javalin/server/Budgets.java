package dev.imagevault.javalin.server;

import java.time.Duration;

/**
 * How the threads of the server and the time of a request are shared out. Requests that wait for
 * different things wait apart, and all together are fewer than there are threads: those who hang
 * leave the others theirs.
 */
public final class Budgets {

  /** Threads of a whole server. */
  public static final int THREADS = 160;

  /** Listings, images and signed URLs that are being made. */
  public static final int READS = 64;

  /** Long listings that go on, beside the other requests and never before them. */
  public static final int CONTINUED_LISTINGS = 8;

  /** Deletes of one image. */
  public static final int DELETES = 16;

  /** Deletes of all images of a user, each of which may take the database long. */
  public static final int DELETES_OF_ALL = 4;

  /** Uploads that are being stored; the store is waited for without other work suffering. */
  public static final int STORED_UPLOADS = 32;

  /** Uploads whose user's quota is looked at, which the store has no part in. */
  public static final int QUOTAS = 16;

  /** A request is answered within so long of its last byte, whatever a back end does. */
  public static final Duration ANSWER = Duration.ofSeconds(30);

  /** The longest wait for a turn. Leaves most of the time to the work itself. */
  public static final Duration TURN = Duration.ofSeconds(4);

  /** The longest wait for a turn at storing. Leaves a slow store time for whose turn came last. */
  public static final Duration TURN_AT_STORING = Duration.ofSeconds(10);

  /** When an upload whose last byte has come is given up; the rest is for its answer. */
  public static final Duration UPLOAD = ANSWER.minusSeconds(1);

  private Budgets() {}
}
