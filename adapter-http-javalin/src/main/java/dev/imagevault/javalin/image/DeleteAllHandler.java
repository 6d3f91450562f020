package dev.imagevault.javalin.image;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.answer.Answer;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import dev.imagevault.javalin.server.Observation;
import dev.imagevault.javalin.upload.UploadHandler;
import io.javalin.http.Context;
import java.util.List;

/** Deletes all images of a user at once, uploads under way included. */
public final class DeleteAllHandler {

  private final ImageVault vault;
  private final UploadHandler uploads;

  /** Deletes from this vault, and takes back what these uploads still receive. */
  public DeleteAllHandler(ImageVault vault, UploadHandler uploads) {
    this.vault = vault;
    this.uploads = uploads;
  }

  /** Deletes all images, if the request says so in as many words. */
  public void deleteAll(Context ctx) {
    if (!List.of("true").equals(ctx.queryParamMap().get("all"))) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST, "To delete all images, say so: ?all=true, once");
    }
    OwnerId owner = Observation.of(ctx).requireOwner();
    Runnable withdrawal = uploads.withdrawal(owner);
    int count = vault.deleteAll(owner);
    withdrawal.run();
    Answer.json(
        ctx,
        202,
        "All images are being deleted",
        json -> {
          json.writeObjectFieldStart("data");
          json.writeNumberField("count", count);
          json.writeEndObject();
        });
  }
}
