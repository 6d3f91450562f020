package dev.imagevault.app.faults;

/**
 * What befalls requests on their way. A request is what a client sends before it is answered: one
 * of HTTP, or one flush of PostgreSQL's protocol.
 *
 * @param kind what happens
 * @param only befalls requests that begin with a text containing this; empty for all
 * @param amount bytes let through ({@code CUT}) or an HTTP status ({@code ANSWERED})
 * @param code S3's error code ({@code ANSWERED})
 * @param times how many requests it befalls
 */
record Fault(Kind kind, String only, int amount, String code, int times) {

  static final int ALWAYS = Integer.MAX_VALUE;

  /** The ways in which a wire fails. */
  enum Kind {
    /** Nobody listens, and every connection is reset. */
    REFUSED,
    /** Some bytes of the request arrive; then the connection is reset. */
    CUT,
    /** Nothing passes, in either direction, until the fault is over: then all of it does. */
    HELD,
    /** A little passes at a time. */
    SLOW,
    /** The request is carried out, but its answer never arrives: the connection is reset. */
    ANSWER_LOST,
    /** The request does not arrive; it is answered on the way. */
    ANSWERED
  }

  private static Fault always(Kind kind) {
    return new Fault(kind, "", 0, "", ALWAYS);
  }

  static Fault refused() {
    return always(Kind.REFUSED);
  }

  static Fault held() {
    return always(Kind.HELD);
  }

  static Fault slow() {
    return always(Kind.SLOW);
  }

  static Fault cutAfter(int bytes) {
    return new Fault(Kind.CUT, "", bytes, "", ALWAYS);
  }

  static Fault answerLost() {
    return always(Kind.ANSWER_LOST);
  }

  static Fault answered(int status, String code) {
    return new Fault(Kind.ANSWERED, "", status, code, ALWAYS);
  }

  /** Returns the same for requests that begin with a text containing this one alone. */
  Fault only(String text) {
    return new Fault(kind, text, amount, code, times);
  }

  /** Returns the same for the next request alone. */
  Fault once() {
    return new Fault(kind, only, amount, code, 1);
  }
}
