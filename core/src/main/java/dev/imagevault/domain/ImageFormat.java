package dev.imagevault.domain;

import java.util.Optional;

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

  private final String mimeType;
  private final String extension;

  ImageFormat(String mimeType, String extension) {
    this.mimeType = mimeType;
    this.extension = extension;
  }

  /** Returns the registered media type, such as {@code image/jpeg}. */
  public String mimeType() {
    return mimeType;
  }

  /** Returns the file name extension without a dot, in lower case, such as {@code jpg}. */
  public String extension() {
    return extension;
  }

  /** Returns the format with exactly this media type, or empty. */
  public static Optional<ImageFormat> ofMimeType(String mimeType) {
    for (ImageFormat format : values()) {
      if (format.mimeType.equals(mimeType)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** Returns the format with exactly this extension, or empty. */
  static Optional<ImageFormat> ofExtension(String extension) {
    for (ImageFormat format : values()) {
      if (format.extension.equals(extension)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
