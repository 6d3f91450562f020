package dev.imagevault.javalin;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;

/** A form as a client writes it. */
public final class Form {

  public static final String BOUNDARY = "----a-boundary";
  static final String CONTENT_TYPE = "multipart/form-data; boundary=" + BOUNDARY;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public Form raw(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public Form field(String name, String value) {
    return raw("--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\""
            + name
            + "\"\r\n\r\n")
        .raw(value + "\r\n");
  }

  public Form file(String name, String fileName, byte[] content) {
    return part("form-data; name=\"" + name + "\"; filename=\"" + fileName + "\"", content);
  }

  Form part(String disposition, byte[] content) {
    raw("--" + BOUNDARY + "\r\nContent-Disposition: " + disposition + "\r\n");
    raw("Content-Type: application/octet-stream\r\n\r\n");
    out.writeBytes(content);
    return raw("\r\n");
  }

  /** Returns the form without the closing boundary. */
  public byte[] open() {
    return out.toByteArray();
  }

  public byte[] bytes() {
    raw("--" + BOUNDARY + "--\r\n");
    return out.toByteArray();
  }

  HttpRequest.Builder post(HttpRequest.Builder request) {
    return request
        .header("Content-Type", CONTENT_TYPE)
        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes()));
  }
}
