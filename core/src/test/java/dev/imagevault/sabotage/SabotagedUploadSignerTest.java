package dev.imagevault.sabotage;

import dev.imagevault.contract.UploadSignerContract;
import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.SignedPut;
import dev.imagevault.memory.AdvancingClock;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUploadSigner;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.UploadSigner;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SabotagedUploadSignerTest {

  private static UnaryOperator<UploadSigner> suspect = correct -> correct;

  static class Contract extends UploadSignerContract {
    private final AdvancingClock clock = new AdvancingClock();
    private final InMemoryImageStorage storage = new InMemoryImageStorage(clock);
    private final InMemoryUploadSigner correct = new InMemoryUploadSigner(storage, clock);
    private final UploadSigner signer = suspect.apply(correct);

    @Override
    protected UploadSigner signer() {
      return signer;
    }

    @Override
    protected ImageStorage storage() {
      return storage;
    }

    @Override
    protected boolean send(String url, Map<String, String> headers, byte[] file) {
      return correct.put(url, headers, file);
    }

    @Override
    protected void waitUntil(Instant time) {
      clock.advance(Duration.between(clock.instant(), time));
    }
  }

  private static Verdict verdictOn(UnaryOperator<UploadSigner> sabotaged) {
    suspect = sabotaged;
    return Verdict.of(Contract.class);
  }

  @Test
  void aCorrectSignerPasses() {
    verdictOn(correct -> correct).isInnocent();
  }

  @Test
  void anotherSizeIsCaught() {
    verdictOn(
            correct ->
                (key, file, life) ->
                    correct.sign(
                        key, new AnnouncedFile(file.name(), file.size() + 1, file.sha256()), life))
        .names("W1: ");
  }

  @Test
  void aForgottenHashIsCaught() {
    verdictOn(
            correct ->
                (key, file, life) ->
                    correct.sign(
                        key, new AnnouncedFile(file.name(), file.size(), Optional.empty()), life))
        .names("W6: ");
  }

  @Test
  void headersThatAreNotToldAreCaught() {
    verdictOn(
            correct ->
                (key, file, life) -> {
                  SignedPut signed = correct.sign(key, file, life);
                  return new SignedPut(signed.url(), Map.of(), signed.expiresAt());
                })
        .names("W1: ");
  }

  @Test
  void anExpiryThatIsNotTrueIsCaught() {
    verdictOn(
            correct ->
                (key, file, life) -> {
                  SignedPut signed = correct.sign(key, file, life);
                  return new SignedPut(
                      signed.url(), signed.headers(), signed.expiresAt().minusSeconds(1));
                })
        .names("W3: ");
  }
}
