package com.example.recipes

import dev.imagevault.ImageVault
import dev.imagevault.domain.ImageException
import dev.imagevault.domain.ImageNotFoundException
import dev.imagevault.domain.ImageRejectedException
import java.time.Clock
import java.time.Instant
import java.time.ZoneOffset
import java.util.Base64
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.assertThrows

class RecipePicturesTest {

  private val onePixel: ByteArray =
    Base64.getDecoder()
      .decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ" +
          "RU5ErkJggg=="
      )
  private val noon = Instant.parse("2026-03-01T12:00:00Z")
  private val pictures = RecipePictures(ImageVault.inMemory(Clock.fixed(noon, ZoneOffset.UTC)))

  @Test
  fun `a picture is listed, and opens for a while`() {
    val soup = pictures.add("ann", "soup.png", onePixel)
    val unnamed = pictures.add("ann", null, onePixel)
    assertEquals(listOf(unnamed, soup), pictures.newest("ann"))
    assertEquals("picture", unnamed.name)
    assertTrue(soup.urlExpiresAt.isAfter(noon))
    assertEquals(emptyList<Picture>(), pictures.newest("bob"))
  }

  @Test
  fun `only who owns a picture removes it`() {
    val picture = pictures.add("ann", "soup.png", onePixel)
    assertEquals(404, status(assertThrows<ImageNotFoundException> { pictures.remove("bob", picture.id) }))
    pictures.remove("ann", picture.id)
    assertEquals(emptyList<Picture>(), pictures.newest("ann"))
  }

  @Test
  fun `every failure has its status`() {
    assertEquals(415, refused(byteArrayOf(1, 2, 3)))
    assertEquals(400, refused(byteArrayOf()))
    assertEquals(404, status(assertThrows<ImageException> { pictures.remove("ann", "no id") }))
  }

  private fun refused(bytes: ByteArray) =
    status(assertThrows<ImageRejectedException> { pictures.add("ann", "soup.png", bytes) })
}
