package dev.imagevault.javalin;

import dev.imagevault.ImageVault;
import io.javalin.http.Context;

/** Receives uploads. */
final class Uploads implements AutoCloseable {

  private final ImageVault vault;
  private final ImageApiOptions options;

  Uploads(ImageVault vault, ImageApiOptions options) {
    this.vault = vault;
    this.options = options;
  }

  void receive(Context ctx) {
    throw new ProblemException(
        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
        "uploads of " + vault.policy().maxFileSize() + " in " + options.requestTimeout());
  }

  @Override
  public void close() {}
}
