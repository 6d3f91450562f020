package dev.imagevault.javalin.upload;

import dev.imagevault.javalin.answer.Answer;
import dev.imagevault.javalin.answer.Json;
import dev.imagevault.javalin.answer.ShownImage;
import io.javalin.http.Context;
import java.util.concurrent.CompletableFuture;

/** How every upload is answered: with the image and where it is, or with why there is none. */
final class UploadAnswer {

  private UploadAnswer() {}

  /**
   * Returns what is complete when the answer is given.
   *
   * @param parent the path that the images are below, as clients see it
   */
  static CompletableFuture<Void> of(
      Context ctx, String parent, CompletableFuture<ShownImage> stored) {
    return stored.handle(
        (done, failure) -> {
          if (failure != null) {
            Answer.failure(ctx, failure);
            return null;
          }
          ctx.header("Location", parent + "/images/" + done.image().id());
          Answer.json(
              ctx,
              201,
              "Image uploaded successfully",
              json -> {
                json.writeFieldName("data");
                Json.write(json, done);
              });
          return null;
        });
  }
}
