package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ImageStorage} promises. S4, S8, S14 and S15, which speak of time and of lost
 * answers, can only be shown over a faulty wire: an adapter's own tests do that.
 */
public abstract class ImageStorageContract {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final MediaType PNG = new MediaType("image/png");

  /** More than a page of any S3 listing, which is 1,000. */
  private static final int MORE_THAN_A_PAGE = 1_030;

  private final OwnerId owner = Samples.owner();

  /** For the kit's subclasses. */
  protected ImageStorageContract() {}

  /** Returns the store to be held to the contract. Other suites may use the same one. */
  protected abstract ImageStorage storage();

  @Test
  public final void aPutObjectIsOpenedAsItWasPut() throws IOException {
    byte[] bytes = bytes(100_003, 7);
    ObjectKey key = put(PNG, bytes);
    try (StoredObject object = present(key)) {
      assertEquals(bytes.length, object.length(), "S1: the length is the number of bytes put");
      assertEquals("image/png", object.contentType(), "S1: the type is the one put");
      assertArrayEquals(bytes, object.content().readAllBytes(), "S1: the bytes are those put");
    }
  }

  @Test
  public final void slicesArePutAsTheBytesTheyAre() throws IOException {
    byte[] array = bytes(5_000, 3);
    ObjectKey key = Samples.key(owner);
    ImageBytes slices = ImageBytes.builder().add(array, 10, 90).add(array, 2_000, 1_000).build();
    storage().put(key, PNG, slices, TIMEOUT);
    assertArrayEquals(slices.toByteArray(), read(key), "S1: slices are put in their order");
  }

  @Test
  public final void everyTypeIsKept() throws IOException {
    for (MediaType type : List.of(new MediaType("image/jpeg"), Samples.TYPE)) {
      ObjectKey key = put(type, bytes(10, 1));
      try (StoredObject object = present(key)) {
        assertEquals(type.value(), object.contentType(), "S1: the type is the one put");
      }
    }
  }

  @Test
  public final void aReaderSeesOneOfTwoPutsWholly() throws IOException {
    byte[] one = bytes(300_000, 1);
    byte[] other = bytes(200_000, 2);
    ObjectKey key = put(PNG, one);
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 20; i++) {
                storage().put(key, PNG, ImageBytes.of(i % 2 == 0 ? other : one), TIMEOUT);
              }
            });
    do {
      byte[] seen = read(key);
      assertTrue(
          Arrays.equals(seen, one) || Arrays.equals(seen, other),
          "S2: a reader saw " + seen.length + " bytes that are neither of the two contents put");
    } while (!writer.isDone());
    writer.join();
  }

  @Test
  public final void aRepeatedPutReplacesAndLeavesOneObject() throws IOException {
    ObjectKey key = put(PNG, bytes(50, 1));
    byte[] second = bytes(70, 2);
    storage().put(key, PNG, ImageBytes.of(second), TIMEOUT);
    assertArrayEquals(second, read(key), "S3: the last put counts");
    assertEquals(List.of(key.value()), listedKeys(prefix()), "S3: one object is left");
  }

  @Test
  public final void aTimeoutThatIsNotPositiveIsRefused() {
    ObjectKey key = Samples.key(owner);
    ImageBytes bytes = ImageBytes.of(bytes(1, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> storage().put(key, PNG, bytes, Duration.ZERO),
        "S4: a put needs a positive time-out");
    assertThrows(
        IllegalArgumentException.class,
        () -> storage().delete(key, Duration.ofSeconds(-1)),
        "S8: a delete needs a positive time-out");
    assertThrows(
        IllegalArgumentException.class,
        () -> storage().deleteAll(List.of(key), Duration.ZERO),
        "S15: a deletion of many needs a positive time-out");
    assertThrows(
        IllegalArgumentException.class,
        () -> storage().ping(Duration.ZERO),
        "S16: a ping needs a positive time-out");
  }

  @Test
  public final void openOfAnAbsentKeyIsEmpty() {
    assertEquals(
        Optional.empty(), storage().open(Samples.key(owner)), "S5: what is absent is empty");
  }

  @Test
  public final void aDeletedObjectIsGone() {
    ObjectKey key = put(PNG, bytes(50, 1));
    ObjectKey neighbour = put(PNG, bytes(50, 2));
    storage().delete(key, TIMEOUT);
    assertEquals(Optional.empty(), storage().open(key), "S6: a deleted object cannot be opened");
    assertEquals(
        List.of(neighbour.value()),
        listedKeys(prefix()),
        "S6: a deleted object is not listed, and others are not touched");
  }

  @Test
  public final void deleteOfAnAbsentKeySucceeds() {
    ObjectKey key = Samples.key(owner);
    assertDoesNotThrow(
        () -> storage().delete(key, TIMEOUT), "S7: deleting what is absent succeeds");
    put(PNG, bytes(1, 1));
    assertDoesNotThrow(() -> storage().delete(key, TIMEOUT), "S7: also beside what is there");
  }

  @Test
  public final void manyAreDeletedAtOnceAndOthersAreNot() {
    List<ObjectKey> keys = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      keys.add(put(PNG, bytes(10, i)));
    }
    ObjectKey neighbour = keys.remove(2);
    keys.add(Samples.key(owner));
    keys.add(keys.get(0));
    assertEquals(
        Map.of(), storage().deleteAll(keys, TIMEOUT), "S13: also what is absent, or there twice");
    for (ObjectKey key : keys) {
      assertEquals(Optional.empty(), storage().open(key), "S13: each of many is deleted");
    }
    assertEquals(List.of(neighbour.value()), listedKeys(prefix()), "S13: others stay");
    assertEquals(Map.of(), storage().deleteAll(List.of(), TIMEOUT), "S13: none is none");
  }

  @Test
  public final void moreAreDeletedThanOneRequestTakes() {
    List<ObjectKey> keys = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
      keys.add(i == 0 || i == MORE_THAN_A_PAGE - 1 ? put(PNG, bytes(1, 1)) : Samples.key(owner));
    }
    assertEquals(Map.of(), storage().deleteAll(keys, TIMEOUT), "S13: any number of keys");
    assertEquals(List.of(), listedKeys(prefix()), "S13: the first and the last of many are gone");
  }

  @Test
  public final void aLatePutComesWithinAKnownTime() {
    Duration latePut = storage().latePut();
    assertFalse(latePut.isNegative(), "S12: a time is not negative");
    assertEquals(latePut, storage().latePut(), "S12: it is always the same");
  }

  @Test
  public final void aPingOfAStoreThatAnswersSucceeds() {
    assertDoesNotThrow(() -> storage().ping(TIMEOUT), "S16: the store answers");
  }

  @Test
  public final void whatWasPutDoesNotChangeWithItsArray() throws IOException {
    byte[] array = bytes(5_000, 3);
    ObjectKey key = put(PNG, array);
    Arrays.fill(array, (byte) 0);
    assertArrayEquals(bytes(5_000, 3), read(key), "S1: the array may hold another upload now");
  }

  @Test
  public final void aListingShowsEachObjectOnceInTheOrderOfKeys() {
    List<String> put = new ArrayList<>();
    byte[] bytes = bytes(3, 1);
    for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
      put.add(put(PNG, bytes).value());
    }
    put.sort(Comparator.naturalOrder());
    assertEquals(put, listedKeys(prefix()), "S9: each key once, ascending, over all pages");
  }

  @Test
  public final void aListingShowsOnlyItsPrefix() {
    OwnerId other = new OwnerId(owner.value() + "0");
    ObjectKey mine = put(PNG, bytes(12, 1));
    ObjectKey others = Samples.key(other);
    storage().put(others, PNG, ImageBytes.of(bytes(5, 1)), TIMEOUT);
    assertEquals(List.of(mine.value()), listedKeys(prefix()), "S9: only keys with the prefix");
    assertEquals(
        Stream.of(mine.value(), others.value()).sorted().toList(),
        listedKeys("users/" + owner.keySegment()),
        "S9: a prefix may end within a segment");
    assertEquals(
        List.of(), listedKeys("users/" + Samples.owner().keySegment()), "S9: none is none");
  }

  @Test
  public final void aListingKnowsTheSizeAndAllowsToStopEarly() {
    put(PNG, bytes(12, 1));
    put(PNG, bytes(12, 2));
    try (Stream<ListedObject> listing = storage().list(prefix())) {
      ListedObject first = listing.findFirst().orElseThrow();
      assertEquals(12, first.size(), "S9: the size is the number of bytes put");
    }
  }

  private ObjectKey put(MediaType type, byte[] bytes) {
    ObjectKey key = Samples.key(owner);
    storage().put(key, type, ImageBytes.of(bytes), TIMEOUT);
    return key;
  }

  private StoredObject present(ObjectKey key) {
    Optional<StoredObject> object = storage().open(key);
    assertTrue(object.isPresent(), "S1: what was put can be opened");
    return object.get();
  }

  private byte[] read(ObjectKey key) throws IOException {
    try (StoredObject object = present(key)) {
      return object.content().readAllBytes();
    }
  }

  private List<String> listedKeys(String prefix) {
    try (Stream<ListedObject> listing = storage().list(prefix)) {
      return listing.map(ListedObject::key).toList();
    }
  }

  private String prefix() {
    return "users/" + owner.keySegment() + "/";
  }

  private static byte[] bytes(int length, int start) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (start + i * 31);
    }
    return bytes;
  }
}
