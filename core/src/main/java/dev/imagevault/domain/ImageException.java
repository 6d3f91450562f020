package dev.imagevault.domain;

import org.jspecify.annotations.Nullable;

/**
 * What can go wrong with an image. Sealed, so that whoever translates it, to HTTP for instance, can
 * be held to handle every case. Messages name the thing and the remedy; none carries a secret, a
 * token, a signature or SQL.
 */
public abstract sealed class ImageException extends RuntimeException
    permits ImageNotFoundException,
        UploadNotFoundException,
        ImageRejectedException,
        ImageConflictException,
        UploadGivenUpException,
        VariantNotFoundException,
        VariantPendingException,
        BackEndException {

  private static final long serialVersionUID = 1L;

  ImageException(String message) {
    super(message);
  }

  ImageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
