package dev.imagevault.javalin.image;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantNotFoundException;
import dev.imagevault.javalin.answer.Answer;
import dev.imagevault.javalin.answer.Json;
import dev.imagevault.javalin.answer.ShownImage;
import dev.imagevault.javalin.server.Observation;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The requests about one image. */
public final class ImageHandler {

  private final ImageVault vault;
  private final Clock clock;

  public ImageHandler(ImageVault vault, Clock clock) {
    this.vault = vault;
    this.clock = clock;
  }

  /** Answers with what is known of the image. */
  public void show(Context ctx) {
    Image image = vault.find(Observation.of(ctx).requireOwner(), imageId(ctx));
    ShownImage shown = ShownImage.of(vault, image);
    Answer.json(
        ctx,
        200,
        "Image retrieved successfully",
        json -> {
          json.writeFieldName("data");
          Json.write(json, shown);
        });
  }

  /** Answers with a URL that shows the image, or the variant of it that is named. */
  public void signedUrl(Context ctx) {
    Optional<String> variant = QueryParameter.read(ctx, "variant");
    OwnerId owner = Observation.of(ctx).requireOwner();
    ImageId id = imageId(ctx);
    SignedUrl url =
        variant
            .map(name -> vault.sign(variant(owner, id, name)))
            .orElseGet(() -> vault.signedUrl(owner, id));
    Answer.json(
        ctx,
        200,
        "Signed URL generated successfully",
        json -> {
          json.writeObjectFieldStart("data");
          json.writeStringField("signedUrl", url.url());
          json.writeNumberField("expiresIn", secondsLeft(url));
          json.writeStringField("expiresAt", Json.time(url.expiresAt()));
          json.writeEndObject();
        });
  }

  /** What is no name is told as a name is that nothing has: after the image is looked for. */
  private ImageObject variant(OwnerId owner, ImageId id, String text) {
    Optional<VariantName> name = VariantName.parse(text);
    if (name.isEmpty()) {
      Image unused = vault.find(owner, id);
      throw new VariantNotFoundException();
    }
    return vault.variant(owner, id, name.get());
  }

  private long secondsLeft(SignedUrl url) {
    long left = Duration.between(clock.instant(), url.expiresAt()).toSeconds();
    return Math.max(0, Math.min(left, vault.policy().signedUrlTtl().toSeconds()));
  }

  /** Deletes the image. */
  public void delete(Context ctx) {
    vault.delete(Observation.of(ctx).requireOwner(), imageId(ctx));
    Answer.json(ctx, 200, "Image deleted successfully", json -> {});
  }

  private static ImageId imageId(Context ctx) {
    ImageId id = ImageId.parse(ctx.pathParam("id"));
    Observation.of(ctx).image(id);
    return id;
  }
}
