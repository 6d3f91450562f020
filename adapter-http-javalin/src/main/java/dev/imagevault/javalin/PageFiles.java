package dev.imagevault.javalin;

import dev.imagevault.javalin.answer.Answer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of a page, served from memory with the headers that protect it: a
 * Content-Security-Policy of its own, no framing, no referrer, no opener.
 *
 * <p>Browsers keep the files, and ask each time whether they still hold (RFC 9110, section 13).
 * Filled by one thread, then mounted; thread-safe from there on.
 */
public final class PageFiles {

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private record PageFile(String contentType, String entityTag, byte[] content) {}

  private final Map<String, PageFile> files = new LinkedHashMap<>();
  private final String contentSecurityPolicy;

  /**
   * Without files yet.
   *
   * @param contentSecurityPolicy what the page may load and do (W3C CSP Level 3)
   */
  public PageFiles(String contentSecurityPolicy) {
    this.contentSecurityPolicy = contentSecurityPolicy;
  }

  /**
   * Returns the bytes of a resource.
   *
   * @param beside the class in whose package, or at an absolute name, it is
   * @throws IllegalStateException there is none
   */
  public static byte[] resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + name + " cannot be read", e);
    }
  }

  /**
   * The file is served at this path.
   *
   * @param name from whose ending, such as {@code .css}, the content type follows
   */
  public PageFiles add(String path, String name, byte[] content) {
    String contentType = CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (contentType == null) {
      throw new IllegalArgumentException("no content type is known for " + name);
    }
    files.put(path, new PageFile(contentType, entityTag(content), content));
    return this;
  }

  private static String entityTag(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The files are there, for GET and HEAD. */
  public void mount(RoutesConfig routes) {
    files.forEach(
        (path, file) -> {
          Handler handler = ctx -> send(ctx, file);
          routes.get(path, handler);
          routes.head(path, handler);
        });
  }

  private void send(Context ctx, PageFile file) {
    ctx.header("Content-Security-Policy", contentSecurityPolicy)
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Opener-Policy", "same-origin")
        .header("Cross-Origin-Resource-Policy", "same-origin")
        .header("Cache-Control", "no-cache")
        .header("ETag", file.entityTag());
    if (file.entityTag().equals(ctx.header("If-None-Match"))) {
      ctx.status(304);
      return;
    }
    Answer.send(ctx, file.contentType(), file.content());
  }

  @Override
  public String toString() {
    return files.keySet().toString();
  }
}
