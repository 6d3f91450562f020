package dev.imagevault;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** An iterator with its next element in view: null at the end. */
final class Cursor<T> {

  private final Iterator<T> rest;
  @Nullable T current;

  Cursor(Iterator<T> rest) {
    this.rest = rest;
    this.current = rest.hasNext() ? rest.next() : null;
  }

  T take() {
    T taken = current;
    if (taken == null) {
      throw new NoSuchElementException();
    }
    current = rest.hasNext() ? rest.next() : null;
    return taken;
  }
}
