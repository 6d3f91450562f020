package dev.imagevault.domain;

import java.time.Instant;
import java.util.Map;

/**
 * The one request by which a client sends its file to the store: {@code PUT} to this URL with these
 * headers. Whoever holds it may send the file, so it is a secret: {@link #toString} leaves the
 * query out.
 *
 * @param url the whole URL
 * @param headers what the client has to set itself, beside Content-Length; names in lower case
 * @param expiresAt when the store begins to refuse it, in whole seconds
 */
public record SignedPut(String url, Map<String, String> headers, Instant expiresAt) {

  /** Keeps a copy of the headers that nobody can change. */
  public SignedPut {
    headers = Map.copyOf(headers);
  }

  /** Returns the URL without its query, and the expiry. */
  @Override
  public String toString() {
    int query = url.indexOf('?');
    return "SignedPut["
        + (query < 0 ? url : url.substring(0, query) + "?…")
        + ", expiresAt="
        + expiresAt
        + "]";
  }
}
