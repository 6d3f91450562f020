package com.example.gallery;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.SignedUrl;

/** What clients see of an image. */
record PictureView(String id, String name, int width, int height, String url) {

  static PictureView of(Image image, SignedUrl url) {
    return new PictureView(
        image.id().toString(),
        image.originalName().toString(),
        image.original().width(),
        image.original().height(),
        url.url());
  }
}
