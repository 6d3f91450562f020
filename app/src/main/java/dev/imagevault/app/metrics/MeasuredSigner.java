package dev.imagevault.app.metrics;

import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedUrl;
import dev.imagevault.port.UrlSigner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;

/** A signer, measured. */
final class MeasuredSigner implements UrlSigner {

  private enum Operation {
    SIGN
  }

  private final UrlSigner signer;
  private final BackEndTimers<Operation> timers;

  MeasuredSigner(UrlSigner signer, MeterRegistry registry) {
    this.signer = signer;
    this.timers = new BackEndTimers<>(registry, BackEnd.SIGNER, Operation.class);
  }

  @Override
  public SignedUrl sign(ObjectKey key, Instant expiresAt) {
    return timers.time(Operation.SIGN, () -> signer.sign(key, expiresAt));
  }
}
