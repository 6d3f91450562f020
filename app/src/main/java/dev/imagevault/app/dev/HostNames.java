package dev.imagevault.app.dev;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The names that dev goes by. A page from elsewhere can have its own name lead to this machine (DNS
 * rebinding), and would then read what dev tells a browser here; but its requests keep that name.
 */
public final class HostNames {

  /** Misdirected Request (RFC 9110, section 15.5.20). */
  private static final int MISDIRECTED = 421;

  private static final Set<String> ALWAYS = Set.of("localhost", "127.0.0.1", "[::1]");

  /** No page can have an address for its name that is not its own. */
  private static final Pattern ADDRESS =
      Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+]");

  private final String host;
  private final boolean everywhere;

  /**
   * Names for this machine itself, and what it listens on.
   *
   * @param host as {@code HOST} is; where it is every address, any address will do
   */
  public HostNames(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    this.host = name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
    this.everywhere = name.equals("0.0.0.0") || name.equals("::");
  }

  /** Requests by another name are refused, whatever they ask for. To be the first of the routes. */
  public void guard(RoutesConfig routes) {
    routes.before(this::check);
  }

  /** Returns whether dev goes by this name, without its port. */
  boolean has(String name) {
    String asked = name.toLowerCase(Locale.ROOT);
    return ALWAYS.contains(asked)
        || asked.equals(host)
        || everywhere && ADDRESS.matcher(asked).matches();
  }

  private void check(Context ctx) throws IOException {
    if (has(ctx.req().getServerName())) {
      return;
    }
    ctx.skipRemainingHandlers()
        .status(MISDIRECTED)
        .header("Cache-Control", "no-store")
        .contentType("application/problem+json")
        .result(problem(ctx));
  }

  private static String problem(Context ctx) throws IOException {
    String detail =
        "dev answers to localhost, and to HOST: set HOST to the name that it shall answer to";
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("type", "about:blank");
      json.writeStringField("title", "Misdirected Request");
      json.writeNumberField("status", MISDIRECTED);
      json.writeStringField("detail", detail);
      json.writeStringField("instance", ctx.req().getRequestURI());
      json.writeStringField("message", detail);
      json.writeStringField("code", "misdirected_request");
      json.writeStringField("requestId", ctx.res().getHeader("X-Request-Id"));
      json.writeEndObject();
    }
    return text.toString();
  }
}
