package com.example.poster;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.OwnerId;
import java.time.Clock;
import java.util.Base64;

/** Keeps one pixel for as long as it runs. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    byte[] pixel = Base64.getDecoder().decode(arguments[0]);
    ImageVault vault = ImageVault.inMemory(Clock.systemUTC());
    Image image = vault.upload(new OwnerId("42"), Upload.of(pixel).named("pixel.png"));
    System.out.println(image.original().mediaType() + " at " + vault.sign(image).url());
  }
}
