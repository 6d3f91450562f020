package dev.imagevault.port;

import dev.imagevault.domain.AnnouncedFile;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedPut;
import java.time.Duration;

/**
 * Lets clients send files straight to the store, each by one signed request. What arrives is
 * opened, deleted and listed by {@link ImageStorage} like any other object of the same store.
 * Thread-safe.
 */
public interface UploadSigner {

  /**
   * Returns the request that puts this file under this key, and nothing else anywhere.
   *
   * <ol>
   *   <li>W1. With the headers it names, it puts a file of the announced size, which {@link
   *       ImageStorage#open} then gives as it was sent.
   *   <li>W2. The store refuses it under another key, and with anything of its query changed.
   *   <li>W3. The store refuses it from {@link SignedPut#expiresAt} on; a request begun before that
   *       may end later. It expires when the credentials do that it is signed with, and after the
   *       time-to-live at the latest.
   *   <li>W4. {@link SignedPut#toString} shows nothing of the query.
   * </ol>
   *
   * <p>A store that can refuses what nobody may rely on: another size (W5), another hash where one
   * is announced (W6), and a second file while the first is there (W7). Whoever reads the file
   * checks its size and hash again.
   *
   * @param key of a direct upload ({@link ObjectKey#isIncoming})
   * @param timeToLive in whole seconds, positive
   * @throws IllegalArgumentException for any other key
   * @throws BackEndException of {@code STORAGE}, if there are no credentials to sign with
   */
  SignedPut sign(ObjectKey key, AnnouncedFile file, Duration timeToLive);
}
