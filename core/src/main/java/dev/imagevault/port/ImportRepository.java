package dev.imagevault.port;

import dev.imagevault.domain.BackEndException;
import java.util.Optional;

/**
 * Where imports take turns, beside the images of one {@link ImageRepository}, whose rules on
 * atomicity, clocks and failures hold here too. Thread-safe; any number of processes may share one.
 */
public interface ImportRepository {

  /**
   * An import is under way until it is closed, or its process ends (I1).
   *
   * @return empty if another one is under way
   * @throws BackEndException as {@link ImageRepository} says
   */
  Optional<ImportRun> begin();
}
