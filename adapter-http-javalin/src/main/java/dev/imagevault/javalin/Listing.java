package dev.imagevault.javalin;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.OwnerId;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lists a user's images, page by page or all of them. */
final class Listing {

  private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,2}|1000");
  private static final int DEFAULT_LIMIT = 100;

  private final ImageVault vault;

  Listing(ImageVault vault) {
    this.vault = vault;
  }

  void list(Context ctx) {
    OwnerId owner = ImageApi.owner(ctx);
    Optional<Integer> limit =
        parameter(ctx, "limit")
            .map(
                text -> {
                  if (!LIMIT.matcher(text).matches()) {
                    throw new ProblemException(
                        ProblemCode.INVALID_REQUEST, "limit is a number from 1 to 1000");
                  }
                  return Integer.parseInt(text);
                });
    Optional<ImageId> before =
        parameter(ctx, "cursor")
            .map(
                text ->
                    Images.parseId(text)
                        .orElseThrow(
                            () ->
                                new ProblemException(
                                    ProblemCode.INVALID_REQUEST,
                                    "cursor is what an earlier page gave as nextCursor")));
    page(ctx, vault.list(owner, before, limit.orElse(DEFAULT_LIMIT)));
  }

  private void page(Context ctx, ImagePage page) {
    Answer.json(
        ctx,
        200,
        "Images retrieved successfully",
        json -> {
          json.writeArrayFieldStart("data");
          for (Image image : page.images()) {
            Json.write(json, image, vault.sign(image));
          }
          json.writeEndArray();
          if (page.next().isPresent()) {
            json.writeStringField("nextCursor", Json.cursor(page));
          }
        });
  }

  private static Optional<String> parameter(Context ctx, String name) {
    List<String> values = ctx.queryParamMap().get(name);
    if (values == null) {
      return Optional.empty();
    }
    if (values.size() != 1) {
      throw new ProblemException(
          ProblemCode.INVALID_REQUEST, name + " is given once at the most, and well-formed");
    }
    return Optional.of(values.get(0));
  }
}
