package dev.imagevault.app.moving;

import dev.imagevault.app.process.StartException;
import java.util.List;

/** Where an older service lists its images. It is only read, and can be read again. */
public sealed interface ImportSource permits TableSource, ListSource {

  /** How many images are in memory at a time. */
  int PAGE = 1000;

  /** Takes some images. */
  interface Pages {
    /** These are the next ones, 1 to {@link #PAGE}. */
    void next(List<SourceImage> images) throws Exception;
  }

  /**
   * The pages have been given all images.
   *
   * @throws StartException the source cannot be read, or is not what it has to be
   * @throws Exception what the pages throw
   */
  void read(Pages pages) throws Exception;
}
