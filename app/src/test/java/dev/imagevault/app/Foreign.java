package dev.imagevault.app;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A server of somebody else's, such as an identity provider, with one answer to everything. */
final class Foreign implements AutoCloseable {

  private final HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int status = 200;

  private Foreign(UnaryOperator<String> body) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer = body.apply(url()).getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  /** Returns one that answers with this text. */
  static Foreign answering(String body) throws IOException {
    return answering(url -> body);
  }

  /** Returns one that answers with a text that names its own address. */
  static Foreign answering(UnaryOperator<String> body) throws IOException {
    return new Foreign(body);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on its answers have this status. */
  void status(int next) {
    status = next;
  }

  /** Returns how many requests came. */
  int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
