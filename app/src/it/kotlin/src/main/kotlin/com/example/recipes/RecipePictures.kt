package com.example.recipes

import dev.imagevault.ImageVault
import dev.imagevault.Upload
import dev.imagevault.domain.BackEndException
import dev.imagevault.domain.Image
import dev.imagevault.domain.ImageConflictException
import dev.imagevault.domain.ImageCursor
import dev.imagevault.domain.ImageException
import dev.imagevault.domain.ImageId
import dev.imagevault.domain.ImageNotFoundException
import dev.imagevault.domain.ImageRejectedException
import dev.imagevault.domain.OwnerId
import dev.imagevault.domain.UploadGivenUpException
import dev.imagevault.domain.UploadNotFoundException
import dev.imagevault.domain.VariantNotFoundException
import dev.imagevault.domain.VariantPendingException
import java.time.Instant

/** What a page shows of a picture. */
data class Picture(val id: String, val name: String, val url: String, val urlExpiresAt: Instant)

/** The pictures of each cook's recipes. */
class RecipePictures(private val vault: ImageVault) {

  fun add(cook: String, name: String?, bytes: ByteArray): Picture {
    // A name is never null: the compiler knows it from the library's annotations.
    val upload = Upload.of(bytes).named(name ?: "picture")
    return view(vault.upload(OwnerId(cook), upload))
  }

  fun newest(cook: String, limit: Int = 10): List<Picture> =
    vault.list(OwnerId(cook), ImageCursor.NEWEST, limit).images().map(::view)

  fun remove(cook: String, id: String) = vault.delete(OwnerId(cook), ImageId.parse(id))

  private fun view(image: Image): Picture {
    val signed = vault.sign(image)
    return Picture(
      image.id().toString(),
      image.originalName().toString(),
      signed.url(),
      signed.expiresAt(),
    )
  }
}

/** The status of each failure. The family is sealed, so there is no `else`. */
fun status(failure: ImageException): Int =
  when (failure) {
    is ImageRejectedException ->
      when (failure.reason()) {
        ImageRejectedException.Reason.EMPTY,
        ImageRejectedException.Reason.IDEMPOTENCY_KEY -> 400
        ImageRejectedException.Reason.TOO_LARGE -> 413
        ImageRejectedException.Reason.UNSUPPORTED -> 415
        ImageRejectedException.Reason.INVALID,
        ImageRejectedException.Reason.MISMATCH -> 422
      }
    is ImageNotFoundException,
    is UploadNotFoundException,
    is VariantNotFoundException -> 404
    is ImageConflictException,
    is VariantPendingException -> 409
    is UploadGivenUpException -> 503
    is BackEndException -> if (failure.retryable()) 503 else 502
  }
