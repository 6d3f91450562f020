package dev.imagevault.sabotage;

import dev.imagevault.contract.UrlSignerContract;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.UrlSigner;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SabotagedSignerTest {

  private static Function<InMemoryUrlSigner, UrlSigner> suspect = correct -> correct;
  private static boolean edgeSleeps;

  static class Contract extends UrlSignerContract {
    private final InMemoryUrlSigner correct = new InMemoryUrlSigner();

    @Override
    protected UrlSigner signer() {
      return suspect.apply(correct);
    }

    @Override
    protected boolean opens(String url, ObjectKey key, Instant at) {
      return edgeSleeps ? url.contains(key.value()) : correct.opens(url, key, at);
    }
  }

  @Test
  void aCorrectSignerPasses() {
    verdictOn(correct -> correct).isInnocent();
  }

  @Test
  void aUrlForAnotherObjectIsCaught() {
    verdictOn(
            correct ->
                (key, expiry) ->
                    correct.sign(new ObjectKey(key.value().replace(".png", ".jpg")), expiry))
        .names("U1:");
  }

  @Test
  void aRoundedExpiryIsCaught() {
    verdictOn(
            correct ->
                (key, expiry) ->
                    new SignedUrl(correct.sign(key, expiry.plusSeconds(60)).url(), expiry))
        .names("U2:");
  }

  @Test
  void anUnsignedUrlIsCaught() {
    edgeSleeps = true;
    try {
      verdictOn(correct -> correct).names("U3:");
    } finally {
      edgeSleeps = false;
    }
  }

  @Test
  void anotherExpiryThanAskedForIsCaught() {
    verdictOn(
            correct -> (key, expiry) -> new SignedUrl(correct.sign(key, expiry).url(), Instant.MAX))
        .names("U4:");
  }

  @Test
  void aFractionThatIsRoundedIsCaught() {
    verdictOn(correct -> (key, expiry) -> correct.sign(key, expiry.truncatedTo(ChronoUnit.SECONDS)))
        .names("U6:");
  }

  private static Verdict verdictOn(Function<InMemoryUrlSigner, UrlSigner> sabotaged) {
    suspect = sabotaged;
    return Verdict.of(Contract.class);
  }
}
