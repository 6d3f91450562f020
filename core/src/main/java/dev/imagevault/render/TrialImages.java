package dev.imagevault.render;

import dev.imagevault.domain.ImageFormat;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** A small image of each format, which an engine that reads the format can render. */
public final class TrialImages {

  private TrialImages() {}

  /** Returns a new stream of the image of this format, which the caller closes. */
  public static InputStream open(ImageFormat format) throws IOException {
    String name = "trial." + format.extension();
    InputStream image = TrialImages.class.getResourceAsStream(name);
    if (image == null) {
      throw new FileNotFoundException(name + " is missing in imagevault-core's jar");
    }
    return image;
  }
}
