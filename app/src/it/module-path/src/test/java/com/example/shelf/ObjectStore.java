package com.example.shelf;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** As much of S3 as an upload and a delete ask for, over real HTTP. */
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
            default -> 501;
          };
      exchange.sendResponseHeaders(status, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
