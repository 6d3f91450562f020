package dev.imagevault.port;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedUrl;
import java.time.Instant;

/** Makes URLs that show one object until they expire. Pure: no I/O, no clock. Thread-safe. */
public interface UrlSigner {

  /**
   * Returns a URL that the edge honours for exactly this object until exactly this time.
   *
   * <ol>
   *   <li>U1. It opens this object, and no other.
   *   <li>U2. It opens it before {@code expiresAt}, and not from then on.
   *   <li>U3. A URL with any character of its query changed opens nothing.
   *   <li>U4. {@link SignedUrl#expiresAt} is the time that was asked for, unless what signs is
   *       known to expire earlier: then it is that time, and the URL opens nothing from then on.
   *   <li>U5. {@link SignedUrl#toString} shows nothing of the query.
   * </ol>
   *
   * @param expiresAt in whole seconds
   * @throws IllegalArgumentException where {@code expiresAt} has a fraction of a second (U6)
   * @throws BackEndException of {@code SIGNER}, where the key cannot sign; of {@code STORAGE},
   *     {@code UNAVAILABLE}, if the store's own credentials sign and there are none now
   */
  SignedUrl sign(ObjectKey key, Instant expiresAt);
}
