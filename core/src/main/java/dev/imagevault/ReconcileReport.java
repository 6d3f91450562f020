package dev.imagevault;

/**
 * How far store and repository agree.
 *
 * @param objects objects with a key of an image's shape that were seen
 * @param records image records that were seen
 * @param objectsWithoutRecord how many objects no record knows
 * @param recordsWithoutObject how many READY images have no object
 * @param repaired how many of these were repaired
 * @param refused whether nothing was repaired because it would have been more than was allowed
 */
public record ReconcileReport(
    long objects,
    long records,
    long objectsWithoutRecord,
    long recordsWithoutObject,
    long repaired,
    boolean refused) {

  /** The most discrepancies that are repaired without being allowed expressly. */
  public static final long MOST_REPAIRS = 100;

  /** So few discrepancies are repaired without being allowed expressly, whatever their share. */
  public static final long FEW_REPAIRS = 10;

  /**
   * The most discrepancies per hundred items that are repaired without being allowed expressly,
   * when there are more than {@link #FEW_REPAIRS}.
   */
  public static final long MOST_PER_CENT = 1;

  /** Returns how many discrepancies there are. */
  public long discrepancies() {
    return objectsWithoutRecord + recordsWithoutObject;
  }

  /** Returns how many different images and objects were seen. */
  public long items() {
    return records + objectsWithoutRecord;
  }

  /** Returns whether store and repository agree, or do by now. */
  public boolean agrees() {
    return repaired == discrepancies();
  }

  /**
   * Returns whether repairing would remove so much that a wrong bucket or a restored backup is the
   * likelier cause: more than {@link #MOST_REPAIRS}, or more than {@link #FEW_REPAIRS} that are
   * over {@link #MOST_PER_CENT} % of all.
   */
  public boolean isSuspicious() {
    return discrepancies() > MOST_REPAIRS
        || discrepancies() > FEW_REPAIRS && discrepancies() * 100 > items() * MOST_PER_CENT;
  }

  ReconcileReport withRepairs(long count, boolean wasRefused) {
    return new ReconcileReport(
        objects, records, objectsWithoutRecord, recordsWithoutObject, count, wasRefused);
  }
}
