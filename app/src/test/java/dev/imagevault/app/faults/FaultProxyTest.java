package dev.imagevault.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class FaultProxyTest {

  private static final String PUT = "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n";
  private static final String GOOD = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

  private ServerSocket server;
  private FaultProxy wire;

  @BeforeEach
  void start() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setSoTimeout(60_000);
    wire = new FaultProxy(server::getLocalPort);
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    server.close();
  }

  private Socket accept() throws IOException {
    Socket served = server.accept();
    served.setSoTimeout(60_000);
    return served;
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), wire.port());
    client.setSoTimeout(60_000);
    return client;
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void receive(Socket socket, String text) throws IOException {
    assertThat(read(socket, text.length())).isEqualTo(text);
  }

  private static String read(Socket socket, int most) throws IOException {
    return new String(socket.getInputStream().readNBytes(most), StandardCharsets.US_ASCII);
  }

  @Test
  void aFaultBefallsTheNextRequestHoweverTheAnswerBeforeCame() throws Exception {
    String interim = "HTTP/1.1 100 Continue\r\n\r\n";
    for (String answer : new String[] {GOOD, interim + GOOD}) {
      try (Socket client = connect();
          Socket served = accept()) {
        wire.end();
        send(client, PUT);
        receive(served, PUT);
        send(served, answer);
        receive(client, answer);
        wire.begin(Fault.answered(403, "AccessDenied"));
        send(client, PUT);
        assertThat(read(client, 12)).isEqualTo("HTTP/1.1 403");
      }
    }
  }

  @Test
  void anInterimAnswerDoesNotEndARequest() throws Exception {
    try (Socket client = connect();
        Socket served = accept()) {
      send(client, PUT);
      receive(served, PUT);
      send(served, "HTTP/1.1 100 Continue\r\n\r\n");
      receive(client, "HTTP/1.1 100 Continue\r\n\r\n");
      wire.begin(Fault.answered(403, "AccessDenied"));
      send(client, "x");
      receive(served, "x");
      send(served, GOOD);
      receive(client, GOOD);
    }
    assertThat(wire.befallen()).isZero();
  }

  @Test
  void whatIsAnsweredOnTheWayIsAnsweredThoughTheServerGoes() throws Exception {
    for (int i = 0; i < 50; i++) {
      wire.begin(Fault.answered(403, "AccessDenied"));
      int before = wire.befallen();
      try (Socket client = connect();
          Socket served = accept()) {
        send(client, PUT);
        await().until(() -> wire.befallen() > before);
        served.close();
        assertThat(read(client, 1000)).startsWith("HTTP/1.1 403").endsWith("</Error>");
      }
    }
  }
}
