package dev.imagevault.javalin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainingConnectorTest {

  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Server server = new Server();
  private final HttpConnectionFactory http = new HttpConnectionFactory(new HttpConfiguration());

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  private DrainingConnector started(DrainingConnector connector) throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.start();
    return connector;
  }

  private static Socket request(int port) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
    client.setSoTimeout(30_000);
    client.getOutputStream().write(REQUEST);
    return client;
  }

  private static void assertAnswered(Socket client) throws IOException {
    byte[] answer = client.getInputStream().readAllBytes();
    assertThat(new String(answer, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 404");
    client.close();
  }

  @Test
  void itAcceptsWhoeverComes() throws Exception {
    int port = started(new DrainingConnector(server, http)).getLocalPort();
    for (int i = 0; i < 3; i++) {
      Socket first = request(port);
      Socket second = request(port);
      assertAnswered(second);
      assertAnswered(first);
    }
  }

  @Test
  void whoeverHasConnectedBeforeItClosesIsAcceptedAndNobodyAfterwards() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    DrainingConnector busy =
        started(
            new DrainingConnector(server, http) {
              @Override
              public void accept(int acceptorId) throws IOException {
                try {
                  never.await();
                } catch (InterruptedException e) {
                  throw new InterruptedIOException();
                }
              }
            });
    int port = busy.getLocalPort();
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      clients.add(request(port));
    }
    var unused = busy.shutdown();
    for (Socket client : clients) {
      assertAnswered(client);
    }
    assertThatThrownBy(() -> request(port)).isInstanceOf(ConnectException.class);
  }
}
