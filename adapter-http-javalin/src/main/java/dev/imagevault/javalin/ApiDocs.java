package dev.imagevault.javalin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imagevault.javalin.answer.Answer;
import dev.imagevault.javalin.answer.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/** The OpenAPI document of the API, and the page that renders it without asking anyone else. */
final class ApiDocs {

  /** In the jar of org.webjars:swagger-ui; a test sees to it that the version is the one there. */
  private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.32.6/";

  /** Swagger UI draws its icons as data: URLs. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Of direct uploads: each a member of {@code paths}, from its line to that of its end. */
  private static final Pattern UPLOADS =
      Pattern.compile(
          "^    \"/api/profile/uploads.*?^    },\n", Pattern.MULTILINE | Pattern.DOTALL);

  private static final String SERVERS = "\"servers\": [{\"url\": \"/\"";

  private ApiDocs() {}

  /**
   * The document is at {@code /openapi.json}, the page at {@code /docs}.
   *
   * @param pathPrefix where a proxy shows them, such as {@code /media}, or empty
   * @param directUploads whether their routes are mounted
   */
  static void mount(RoutesConfig routes, String pathPrefix, boolean directUploads) {
    byte[] document = document(pathPrefix, directUploads);
    routes.get("/openapi.json", ctx -> send(ctx, document));
    routes.head("/openapi.json", ctx -> send(ctx, document));
    PageFiles page = new PageFiles(CONTENT_SECURITY_POLICY);
    page.add(
        "/docs",
        "docs.html",
        text("docs/docs.html").replace("{{path-prefix}}", pathPrefix).getBytes(UTF_8));
    for (String name : new String[] {"docs.css", "docs.js"}) {
      page.add("/docs/" + name, name, PageFiles.resource(ApiDocs.class, "docs/" + name));
    }
    for (String name : new String[] {"swagger-ui.css", "swagger-ui-bundle.js"}) {
      page.add("/docs/" + name, name, PageFiles.resource(ApiDocs.class, SWAGGER_UI + name));
    }
    page.mount(routes);
  }

  private static byte[] document(String pathPrefix, boolean directUploads) {
    String all = text("docs/openapi.json");
    String document = directUploads ? all : UPLOADS.matcher(all).replaceAll("");
    if (!document.contains(SERVERS)) {
      throw new IllegalStateException("the OpenAPI document names no server");
    }
    return (pathPrefix.isEmpty()
            ? document
            : document.replace(SERVERS, SERVERS.replace("/", pathPrefix)))
        .getBytes(UTF_8);
  }

  private static String text(String name) {
    return new String(PageFiles.resource(ApiDocs.class, name), UTF_8);
  }

  private static void send(Context ctx, byte[] document) {
    ctx.header("Cache-Control", "no-cache");
    Answer.send(ctx, Json.CONTENT_TYPE, document);
  }
}
