package dev.imagevault.domain;

import java.time.Instant;

/**
 * A URL that shows one image to whoever holds it, until it expires. It is a secret: {@link
 * #toString} leaves the query out.
 *
 * @param url the whole URL
 * @param expiresAt when the edge begins to refuse it, in whole seconds
 */
public record SignedUrl(String url, Instant expiresAt) {

  /** Returns the URL without its query, and the expiry. */
  @Override
  public String toString() {
    int query = url.indexOf('?');
    return "SignedUrl["
        + (query < 0 ? url : url.substring(0, query) + "?…")
        + ", expiresAt="
        + expiresAt
        + "]";
  }
}
