package dev.imagevault.javalin;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImageNotFoundException;
import dev.imagevault.domain.SignedUrl;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The requests about one image, and about all of them at once. */
final class Images {

  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,15}");

  private final ImageVault vault;
  private final Clock clock;
  private final UploadHandler uploads;

  Images(ImageVault vault, Clock clock, UploadHandler uploads) {
    this.vault = vault;
    this.clock = clock;
    this.uploads = uploads;
  }

  void show(Context ctx) {
    Image image = vault.find(ImageApi.owner(ctx), imageId(ctx));
    SignedUrl url = vault.sign(image);
    Answer.json(
        ctx,
        200,
        "Image retrieved successfully",
        json -> {
          json.writeFieldName("data");
          Json.write(json, image, url);
        });
  }

  void signedUrl(Context ctx) {
    SignedUrl url = vault.signedUrl(ImageApi.owner(ctx), imageId(ctx));
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

  private long secondsLeft(SignedUrl url) {
    long left = Duration.between(clock.instant(), url.expiresAt()).toSeconds();
    return Math.max(0, Math.min(left, vault.policy().signedUrlTtl().toSeconds()));
  }

  void delete(Context ctx) {
    vault.delete(ImageApi.owner(ctx), imageId(ctx));
    Answer.json(ctx, 200, "Image deleted successfully", json -> {});
  }

  void deleteAll(Context ctx) {
    if (!List.of("true").equals(ctx.queryParamMap().get("all"))) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST, "To delete all images, say so: ?all=true, once");
    }
    Runnable withdrawal = uploads.withdrawal(ImageApi.owner(ctx));
    int count = vault.deleteAll(ImageApi.owner(ctx));
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

  private static ImageId imageId(Context ctx) {
    ImageId id = parseId(ctx.pathParam("id")).orElseThrow(ImageNotFoundException::new);
    Observation.of(ctx).image(id);
    return id;
  }

  /** Returns the id that the text spells in the one accepted way, or empty. */
  static Optional<ImageId> parseId(String text) {
    return ID.matcher(text).matches() && Long.parseLong(text) <= ImageId.MAX_VALUE
        ? Optional.of(new ImageId(Long.parseLong(text)))
        : Optional.empty();
  }
}
