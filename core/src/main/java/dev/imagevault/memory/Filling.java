package dev.imagevault.memory;

import dev.imagevault.domain.ImageId;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;

/** How far images have been looked through for one variant. Guarded by the repository's lock. */
final class Filling {

  private final Wanted.Naming of;
  private ImageId below = new ImageId(ImageId.MAX_VALUE);
  private boolean over;

  Filling(Wanted.Naming of) {
    this.of = of;
  }

  /** Returns whether it is still that variant that is wanted, and was all the time. */
  boolean isFor(Wanted.Naming naming) {
    return of.spec().equals(naming.spec()) && of.first().equals(naming.first());
  }

  boolean isOver() {
    return over;
  }

  /** Returns the next images, newest first; fewer than the limit if there are no more. */
  List<Row> next(NavigableMap<ImageId, Row> rows, int limit) {
    Collection<Row> older = rows.headMap(below, false).descendingMap().values();
    List<Row> next = older.stream().limit(limit).toList();
    over = over || next.size() < limit;
    if (!next.isEmpty()) {
      below = next.get(next.size() - 1).image.id();
    }
    return next;
  }

  boolean isLackedBy(Row row) {
    return row.isReady() && !row.hasReady(of.spec());
  }
}
