package dev.imagevault.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.contract.ImageStorageContract;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ListedObject;
import dev.imagevault.port.StoredObject;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SabotagedStorageTest {

  private static Supplier<ImageStorage> suspect = CorrectStorage::new;

  static class Contract extends ImageStorageContract {
    private final ImageStorage storage = suspect.get();

    @Override
    protected ImageStorage storage() {
      return storage;
    }
  }

  @Test
  void aCorrectStorePasses() {
    verdictOn(CorrectStorage::new).isInnocent();
  }

  @Test
  void aWrongLengthIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public Optional<StoredObject> open(ObjectKey key) {
                    return super.open(key)
                        .map(o -> new StoredObject(o.content(), o.contentType(), o.length() + 1));
                  }
                })
        .names("S1:");
  }

  @Test
  void aForgottenContentTypeIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public Optional<StoredObject> open(ObjectKey key) {
                    return super.open(key)
                        .map(o -> new StoredObject(o.content(), "image/jpeg", o.length()));
                  }
                })
        .names("S1:");
  }

  @Test
  void aPutInTwoStepsIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  private final Semaphore readers = new Semaphore(0);

                  @Override
                  public void put(ObjectKey key, MediaType type, ImageBytes bytes, Duration t) {
                    if (super.open(key).isPresent()) {
                      super.put(key, type, ImageBytes.of(bytes.toByteArray(), 0, 1), t);
                      readers.drainPermits();
                      awaitAReader();
                    }
                    super.put(key, type, bytes, t);
                  }

                  private void awaitAReader() {
                    try {
                      boolean unused = readers.tryAcquire(1, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }

                  @Override
                  public Optional<StoredObject> open(ObjectKey key) {
                    Optional<StoredObject> object = super.open(key);
                    readers.release();
                    return object;
                  }
                })
        .names("S2:");
  }

  @Test
  void aPutThatKeepsWhatIsThereIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public void put(ObjectKey key, MediaType type, ImageBytes bytes, Duration t) {
                    if (super.open(key).isEmpty()) {
                      super.put(key, type, bytes, t);
                    }
                  }
                })
        .names("S3:");
  }

  @Test
  void ignoredTimeoutsAreCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public void put(ObjectKey key, MediaType type, ImageBytes bytes, Duration t) {
                    super.put(key, type, bytes, Duration.ofSeconds(1));
                  }
                })
        .names("S4:");
  }

  @Test
  void anEmptyObjectForAnAbsentOneIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public Optional<StoredObject> open(ObjectKey key) {
                    return super.open(key)
                        .or(
                            () ->
                                Optional.of(
                                    new StoredObject(InputStream.nullInputStream(), "", 0)));
                  }
                })
        .names("S5:");
  }

  @Test
  void aDeleteThatOnlyPretendsIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public void delete(ObjectKey key, Duration timeout) {}
                })
        .names("S6:");
  }

  @Test
  void aDeleteThatMindsAbsenceIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public void delete(ObjectKey key, Duration timeout) {
                    assertThat(super.open(key)).isPresent();
                    super.delete(key, timeout);
                  }
                })
        .names("S7:");
  }

  @Test
  void aTimeForLatePutsThatChangesIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  private final AtomicLong calls = new AtomicLong();

                  @Override
                  public Duration latePut() {
                    return Duration.ofMinutes(calls.incrementAndGet());
                  }
                })
        .names("S12:");
  }

  @Test
  void deletingTheFirstThousandOnlyIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public Map<ObjectKey, BackEndException> deleteAll(
                      Collection<ObjectKey> keys, Duration timeout) {
                    return super.deleteAll(keys.stream().limit(1000).toList(), timeout);
                  }
                })
        .names("S13:");
  }

  @Test
  void aDeletionOfManyThatMindsAbsenceIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public Map<ObjectKey, BackEndException> deleteAll(
                      Collection<ObjectKey> keys, Duration timeout) {
                    Map<ObjectKey, BackEndException> absent = new HashMap<>();
                    for (ObjectKey key : keys) {
                      if (super.open(key).isEmpty()) {
                        absent.put(
                            key,
                            new BackEndException(
                                BackEndException.BackEnd.STORAGE,
                                BackEndException.Failure.REFUSED,
                                "sabotaged",
                                null));
                      }
                    }
                    super.deleteAll(keys, timeout);
                    return absent;
                  }
                })
        .names("S13:");
  }

  @Test
  void aDeletionOfManyWithoutATimeoutIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public Map<ObjectKey, BackEndException> deleteAll(
                      Collection<ObjectKey> keys, Duration timeout) {
                    return super.deleteAll(keys, Duration.ofSeconds(1));
                  }
                })
        .names("S15:");
  }

  @Test
  void aStoreThatNeverAnswersAPingIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public void ping(Duration timeout) {
                    throw new IllegalStateException("sabotaged");
                  }
                })
        .names("S16:");
  }

  @Test
  void keepingTheArrayThatWasPutIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  private final Map<ObjectKey, ImageBytes> kept = new ConcurrentHashMap<>();

                  @Override
                  public void put(ObjectKey key, MediaType type, ImageBytes bytes, Duration t) {
                    kept.put(key, bytes);
                    super.put(key, type, bytes, t);
                  }

                  @Override
                  public Optional<StoredObject> open(ObjectKey key) {
                    return super.open(key)
                        .map(
                            o ->
                                new StoredObject(
                                    kept.get(key).newInputStream(), o.contentType(), o.length()));
                  }
                })
        .names("S1:");
  }

  @Test
  void aListingOfOnePageIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public Stream<ListedObject> list(String prefix) {
                    return super.list(prefix).limit(1000);
                  }
                })
        .names("S9:");
  }

  @Test
  void aListingInAnotherOrderIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public Stream<ListedObject> list(String prefix) {
                    return super.list(prefix)
                        .sorted(Comparator.comparing(ListedObject::lastModified).reversed());
                  }
                })
        .names("S9:");
  }

  @Test
  void aListingThatRoundsItsPrefixIsCaught() {
    verdictOn(
            () ->
                new CorrectStorage() {
                  @Override
                  public Stream<ListedObject> list(String prefix) {
                    return super.list(prefix.substring(0, prefix.lastIndexOf('/') + 1));
                  }
                })
        .names("S9:");
  }

  private static Verdict verdictOn(Supplier<ImageStorage> sabotaged) {
    suspect = sabotaged;
    return Verdict.of(Contract.class);
  }
}
