package dev.imagevault.domain;

/** The formats that are accepted. The content decides which one it is, never a name or a header. */
public enum ImageFormat {
  /** ITU-T T.81, JPEG. */
  JPEG("image/jpeg", "jpg"),
  /** W3C PNG, third edition, APNG included. */
  PNG("image/png", "png"),
  /** GIF87a and GIF89a. */
  GIF("image/gif", "gif"),
  /** RFC 9649, WebP. */
  WEBP("image/webp", "webp"),
  /** AV1 Image File Format, v1.1.0. */
  AVIF("image/avif", "avif"),
  /** ISO/IEC 23008-12 with HEVC-coded images. */
  HEIC("image/heic", "heic");

  private final MediaType mediaType;
  private final String extension;

  ImageFormat(String mediaType, String extension) {
    this.mediaType = new MediaType(mediaType);
    this.extension = extension;
  }

  /** Returns the registered media type, such as {@code image/jpeg}. */
  public MediaType mediaType() {
    return mediaType;
  }

  /** Returns the file name extension without a dot, in lower case, such as {@code jpg}. */
  public String extension() {
    return extension;
  }
}
