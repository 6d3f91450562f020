package dev.imagevault.app.service;

import dev.imagevault.domain.VariantSpec;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.javalin.PageFiles;
import io.javalin.config.RoutesConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The gallery page at {@code /}, with its files below {@code /page}. */
final class GalleryPage {

  private static final List<String> FILES =
      List.of(
          "api.js",
          "base.css",
          "choice.js",
          "deletion.js",
          "dial.svg",
          "direct.js",
          "dialogs.css",
          "frame.js",
          "gallery.css",
          "gallery.js",
          "gate.css",
          "intake.js",
          "link.js",
          "main.js",
          "making.js",
          "picture.js",
          "problems.js",
          "session.js",
          "sharing.js",
          "status.js",
          "tile.js",
          "upload.js",
          "uploads.css",
          "uploads.js",
          "viewer.js",
          "words.js");

  private final PageFiles files;

  /**
   * Nothing is served yet.
   *
   * @param edge where images are shown from, CloudFront or the store, the one other place that the
   *     page may load them of
   * @param policy of the vault: larger files are refused before they are sent, and its variants are
   *     what images are shown by
   * @param uploads where files may be sent straight to the store; empty if they may not
   * @param pathPrefix where a proxy shows the service, such as {@code /media}, or empty
   */
  GalleryPage(URI edge, VaultPolicy policy, Optional<URI> uploads, String pathPrefix) {
    files = new PageFiles(contentSecurityPolicy(edge, uploads));
    String page = new String(resource("index.html"), StandardCharsets.UTF_8);
    page = page.replace("{{max-file-size}}", Long.toString(policy.maxFileSize()));
    page = page.replace("{{direct-uploads}}", uploads.isPresent() ? "on" : "off");
    page = page.replace("{{variants}}", variants(policy));
    page = page.replace("{{path-prefix}}", pathPrefix);
    files.add("/", "index.html", page.getBytes(StandardCharsets.UTF_8));
    FILES.forEach(name -> files.add("/page/" + name, name, resource(name)));
  }

  private static String variants(VaultPolicy policy) {
    return policy.variants().stream().map(VariantSpec::toString).collect(Collectors.joining(","));
  }

  /**
   * No script or style but the page's own files, no markup from text, images from the edge, and
   * nothing is sent but to the service and, if it may be, the store.
   */
  private static String contentSecurityPolicy(URI edge, Optional<URI> uploads) {
    String origin = originOf(edge);
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: "
        + origin
        + "; connect-src 'self'"
        + uploads.map(store -> " " + originOf(store)).orElse("")
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
        + " require-trusted-types-for 'script'; trusted-types 'none'";
  }

  private static String originOf(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private static byte[] resource(String name) {
    return PageFiles.resource(GalleryPage.class, "/page/" + name);
  }

  /** The routes are there. */
  void mount(RoutesConfig routes) {
    files.mount(routes);
  }
}
