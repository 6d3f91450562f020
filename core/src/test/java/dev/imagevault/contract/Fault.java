package dev.imagevault.contract;

/** What can befall one call of a back end. */
enum Fault {
  /** It has no effect, and says so. */
  FAILS(false, false, false),
  /** It has its effect, and its answer is lost. */
  ANSWER_LOST(true, false, false),
  /** It has no effect, and whether it had is not known. */
  REQUEST_LOST(false, false, false),
  /** It has no effect, and the back end is away from then on. */
  GOES_AWAY(false, true, false),
  /** It has its effect, its answer is lost, and the back end is away from then on. */
  GOES_AWAY_AFTERWARDS(true, true, false),
  /** The process dies before it. */
  DEATH_BEFORE(false, false, true),
  /** The process dies after it. */
  DEATH_AFTER(true, false, true),
  /** Its time is over, and it has its effect minutes later. */
  LATE(false, false, false),
  /** The process dies before it has its effect, which it has minutes later. */
  DEATH_AND_LATE(false, false, true);

  final boolean hasEffect;
  final boolean staysAway;
  final boolean kills;

  Fault(boolean hasEffect, boolean staysAway, boolean kills) {
    this.hasEffect = hasEffect;
    this.staysAway = staysAway;
    this.kills = kills;
  }

  boolean isLate() {
    return this == LATE || this == DEATH_AND_LATE;
  }
}
