package com.example.gallery;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** As much of S3 as an upload, a delete and a question after its health ask for, over real HTTP. */
final class ObjectStore implements AutoCloseable {

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final HttpServer server;

  ObjectStore() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  Map<String, byte[]> objects() {
    return objects;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      int status =
          switch (exchange.getRequestMethod()) {
            case "PUT" -> {
              objects.put(path, body);
              yield 200;
            }
            case "DELETE" -> {
              objects.remove(path);
              yield 204;
            }
            case "GET" -> 200;
            default -> 501;
          };
      if (exchange.getRequestMethod().equals("GET")) {
        byte[] nothing = "<ListBucketResult/>".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, nothing.length);
        exchange.getResponseBody().write(nothing);
      } else {
        exchange.sendResponseHeaders(status, -1);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
