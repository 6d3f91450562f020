package com.example.avatars;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.ImageVault;
import dev.imagevault.domain.ImageCursor;
import dev.imagevault.domain.ImageRejectedException;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUrlSigner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AvatarsTest {

  private static final byte[] ONE_PIXEL =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
                  + "RU5ErkJggg==");

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
  private final InMemoryUrlSigner signer = new InMemoryUrlSigner();
  private final VaultPolicy policy =
      VaultPolicy.DEFAULT.withSignedUrls(Duration.ofMinutes(10), Duration.ZERO);
  private final ImageVault vault =
      ImageVault.builder()
          .storage(new InMemoryImageStorage(clock))
          .urls(signer)
          .records(new InMemoryImageRepository(clock))
          .policy(policy)
          .clock(clock)
          .build();
  private final Avatars avatars = new Avatars(vault);

  @Test
  void aNewAvatarReplacesTheOneBefore() {
    avatars.replace("ann", ONE_PIXEL);
    avatars.replace("ann", ONE_PIXEL);
    assertEquals(1, vault.list(new OwnerId("ann"), ImageCursor.NEWEST, 10).images().size());
  }

  @Test
  void anAvatarIsShownForTenMinutes() {
    avatars.replace("ann", ONE_PIXEL);
    var image = vault.list(new OwnerId("ann"), ImageCursor.NEWEST, 1).images().get(0);
    SignedUrl shown = avatars.show("ann").orElseThrow();
    assertEquals(NOON.plusSeconds(600), shown.expiresAt());
    assertTrue(signer.opens(shown.url(), image.original().key(), NOON.plusSeconds(599)));
    assertFalse(signer.opens(shown.url(), image.original().key(), NOON.plusSeconds(600)));
  }

  @Test
  void whoHasNoneShowsNone() {
    assertEquals(Optional.empty(), avatars.show("bob"));
  }

  @Test
  void whatIsNoPictureLeavesTheAvatarAlone() {
    avatars.replace("ann", ONE_PIXEL);
    assertThrows(ImageRejectedException.class, () -> avatars.replace("ann", new byte[] {1, 2, 3}));
    assertTrue(avatars.show("ann").isPresent());
  }
}
