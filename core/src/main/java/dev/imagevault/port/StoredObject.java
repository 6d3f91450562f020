package dev.imagevault.port;

import java.io.IOException;
import java.io.InputStream;

/**
 * An object of the store, being read. It holds a connection until it is closed.
 *
 * @param content its bytes; a read may fail with an {@link IOException} when the store goes away
 * @param contentType its media type, as put
 * @param length in bytes
 */
public record StoredObject(InputStream content, String contentType, long length)
    implements AutoCloseable {

  /** Releases what it holds. Closing twice is harmless. */
  @Override
  public void close() throws IOException {
    content.close();
  }
}
