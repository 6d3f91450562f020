package dev.imagevault.javalin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** The OpenAPI document of the API, and the page that renders it without asking anyone else. */
final class ApiDocs {

  /** In the jar of org.webjars:swagger-ui; a test sees to it that the version is the one there. */
  private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.32.6/";

  /** Swagger UI draws its icons as data: URLs. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final byte[] DOCUMENT = PageFiles.resource(ApiDocs.class, "docs/openapi.json");

  private ApiDocs() {}

  /** The document is at {@code /openapi.json}, the page at {@code /docs}. */
  static void mount(RoutesConfig routes) {
    routes.get("/openapi.json", ApiDocs::document);
    routes.head("/openapi.json", ApiDocs::document);
    PageFiles page = new PageFiles(CONTENT_SECURITY_POLICY);
    page.add("/docs", "docs.html", PageFiles.resource(ApiDocs.class, "docs/docs.html"));
    for (String name : new String[] {"docs.css", "docs.js"}) {
      page.add("/docs/" + name, name, PageFiles.resource(ApiDocs.class, "docs/" + name));
    }
    for (String name : new String[] {"swagger-ui.css", "swagger-ui-bundle.js"}) {
      page.add("/docs/" + name, name, PageFiles.resource(ApiDocs.class, SWAGGER_UI + name));
    }
    page.mount(routes);
  }

  private static void document(Context ctx) {
    ctx.header("Cache-Control", "no-cache");
    Answer.send(ctx, Json.CONTENT_TYPE, DOCUMENT);
  }
}
