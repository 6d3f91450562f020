package dev.imagevault.javalin.answer;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageObject;
import dev.imagevault.domain.ShownVariant;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.domain.VariantName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An image as answers show it, with the URLs that open it and its variants.
 *
 * @param url opens the original
 * @param variants empty if the vault makes none
 * @param variantUrls open those of the variants that are signed
 */
public record ShownImage(
    Image image,
    SignedUrl url,
    List<ShownVariant> variants,
    Map<VariantName, SignedUrl> variantUrls) {

  /** Returns the image with every variant signed that can be. */
  public static ShownImage of(ImageVault vault, Image image) {
    List<ShownVariant> variants =
        vault.variants(image.owner(), List.of(image)).getOrDefault(image.id(), List.of());
    return of(vault, image, variants, name -> true);
  }

  /** Returns the image with those of its variants signed that are asked for and can be. */
  public static ShownImage of(
      ImageVault vault, Image image, List<ShownVariant> variants, Predicate<VariantName> signed) {
    Map<VariantName, SignedUrl> urls = new HashMap<>();
    for (ShownVariant variant : variants) {
      Optional<ImageObject> picture = variant.object();
      if (picture.isPresent() && signed.test(variant.name())) {
        urls.put(variant.name(), vault.sign(picture.get()));
      }
    }
    return new ShownImage(image, vault.sign(image), variants, urls);
  }
}
