package com.example.plain;

import dev.imagevault.ImageVault;
import dev.imagevault.Upload;
import dev.imagevault.domain.Image;
import dev.imagevault.domain.OwnerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** Keeps the picture that it is given, for as long as it runs. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));

    ImageVault vault = ImageVault.inMemory(Clock.systemUTC());

    Image image = vault.upload(new OwnerId("42"), Upload.of(bytes).named("cat.jpg"));
    String url = vault.sign(image).url();

    System.out.println(
        image.original().width() + " x " + image.original().height() + " pixels at " + url);
  }
}
