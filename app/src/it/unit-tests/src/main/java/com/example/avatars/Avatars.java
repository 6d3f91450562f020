package com.example.avatars;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImagePage;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedUrl;
import java.util.Optional;

/** One picture of each member: the one that was uploaded last. */
public final class Avatars {

  private final ImageVault vault;

  public Avatars(ImageVault vault) {
    this.vault = vault;
  }

  /** The picture is the member's avatar, and the one before is gone. */
  public void replace(String member, byte[] picture) {
    OwnerId owner = new OwnerId(member);
    Image current = vault.upload(owner, Upload.of(picture).named("avatar"));
    ImagePage earlier = vault.list(owner, ImageCursor.below(current.id()), 100);
    earlier.images().forEach(image -> vault.delete(owner, image.id()));
  }

  /** Returns where to see the member's avatar, or empty where there is none. */
  public Optional<SignedUrl> show(String member) {
    return vault.list(new OwnerId(member), ImageCursor.NEWEST, 1).images().stream()
        .findFirst()
        .map(vault::sign);
  }
}
