package dev.imagevault.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.Upload;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.server.ClientConnection;
import dev.imagevault.javalin.server.Connections;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** How long connections are kept, and how they end. */
class ConnectionsTest {

  private static final String LIVE = "GET /live HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final int MIB = 1 << 20;

  private static TestServer start(Duration idle) throws IOException {
    TestServer.Builder builder = builder();
    builder.idle = idle;
    return builder.start();
  }

  private static TestServer.Builder builder() {
    TestServer.Builder builder = new TestServer.Builder();
    builder.otherRoutes = routes -> routes.get("/live", context -> context.result("up"));
    return builder;
  }

  private static void assertNothingComes(RawConnection raw, int millis) throws IOException {
    int before = raw.socket().getSoTimeout();
    raw.socket().setSoTimeout(millis);
    assertThatThrownBy(raw::line).isInstanceOf(SocketTimeoutException.class);
    raw.socket().setSoTimeout(before);
  }

  @Test
  void anIdleConnectionIsClosedBeforeItsFirstRequestAndBetweenRequests() throws Exception {
    try (TestServer server = start(Duration.ofSeconds(1));
        RawConnection used = new RawConnection(server).send(LIVE);
        RawConnection silent = new RawConnection(server);
        RawConnection emptyLines = new RawConnection(server)) {
      assertThat(used.answer()).startsWith("HTTP/1.1 200");
      CompletableFuture<String> end = CompletableFuture.supplyAsync(emptyLines::rest);
      Awaitility.await()
          .pollInterval(Duration.ofMillis(200))
          .until(
              () -> {
                try {
                  emptyLines.send("\r\n");
                } catch (IOException e) {
                  // Closed, which is what is awaited.
                }
                return end.isDone();
              });
      assertThat(used.rest()).isEmpty();
      assertThat(silent.rest()).isEmpty();
    }
  }

  @Test
  void anIdleConnectionIsKeptForItsTime() throws Exception {
    try (TestServer server = start(Duration.ofSeconds(20));
        RawConnection raw = new RawConnection(server)) {
      assertThat(raw.send(LIVE).answer()).startsWith("HTTP/1.1 200");
      assertNothingComes(raw, 1500);
      assertThat(raw.send(LIVE).answer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void headersAndBodiesMayPauseForLongerThanAConnectionMayIdle() throws Exception {
    byte[] form = new Form().file("image", "a.png", Pictures.png()).bytes();
    // The beginning of the second request's header comes with the first request.
    try (TestServer server = start(Duration.ofSeconds(1));
        RawConnection header = new RawConnection(server).send("GET /live HT");
        RawConnection second = new RawConnection(server).send(LIVE + "GET /li");
        RawConnection body =
            new RawConnection(server).beginUpload("Content-Length: " + form.length + "\r\n")) {
      assertThat(second.answer()).startsWith("HTTP/1.1 200");
      body.send(Arrays.copyOf(form, 100));
      assertNothingComes(header, 2500);
      assertThat(header.send("TP/1.1\r\nHost: x\r\n\r\n").answer()).startsWith("HTTP/1.1 200");
      assertThat(second.send("ve HTTP/1.1\r\nHost: x\r\n\r\n").answer()).startsWith("HTTP/1.1 200");
      body.send(Arrays.copyOfRange(form, 100, form.length));
      assertThat(body.answer()).startsWith("HTTP/1.1 201");
    }
  }

  @Test
  void aConnectionThatWillBeClosedSaysSo() throws Exception {
    try (TestServer server = start(Duration.ofMinutes(5))) {
      for (String request :
          new String[] {
            LIVE.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"),
            "GET /live HTTP/1.0\r\n\r\n",
            "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "GET /live HTTP/1.1\r\n\r\n",
            "nonsense\r\n\r\n",
            "POST /live HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n",
            "POST /live HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n",
          }) {
        try (RawConnection raw = new RawConnection(server)) {
          String answer = raw.send(request).answer();
          assertThat(answer).as(request).contains("Connection: close\n");
          assertThat(raw.rest()).isEmpty();
        }
      }
    }
  }

  @Test
  void anHttp10ClientThatAsksForItKeepsItsConnection() throws Exception {
    try (TestServer server = start(Duration.ofSeconds(20));
        RawConnection raw = new RawConnection(server)) {
      String get = "GET /live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
      assertThat(raw.send(get).answer()).contains("Connection: keep-alive\n");
      assertThat(raw.send(get).answer()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void anHttp10ClientGetsALongListingToTheEndOfItsConnection() throws Exception {
    try (TestServer server = start(Duration.ofSeconds(20));
        RawConnection raw = new RawConnection(server)) {
      for (int i = 0; i < 120; i++) {
        server.vault.upload(new OwnerId("1"), Upload.of(Pictures.png()).named("a.png"));
      }
      raw.send(
          "GET /api/profile/images HTTP/1.0\r\nConnection: keep-alive\r\nAuthorization: Bearer "
              + TestServer.token("1")
              + "\r\n\r\n");
      String answer = raw.rest();
      assertThat(answer)
          .contains("Connection: close\r\n")
          .doesNotContain("Transfer-Encoding", "keep-alive")
          .endsWith("]}");
      assertThat(answer.split("\"s3Key\"")).hasSize(121);
    }
  }

  @Test
  void aClientThatSendsOnAfterARefusalSeesIt() throws Exception {
    try (TestServer server = start(Duration.ofSeconds(20));
        RawConnection refused = new RawConnection(server);
        RawConnection expecting = new RawConnection(server)) {
      refused.beginUpload("Content-Length: " + 40 * MIB + "\r\n");
      expecting.beginUpload("Expect: 100-continue\r\nContent-Length: " + 40 * MIB + "\r\n");
      for (int sent = 0; sent < 40 * MIB; sent += MIB) {
        refused.send(new byte[MIB]);
        expecting.send(new byte[MIB]);
      }
      for (RawConnection raw : List.of(refused, expecting)) {
        assertThat(raw.answer()).startsWith("HTTP/1.1 413").contains("Connection: close\n");
        assertThat(raw.rest()).isEmpty();
      }
      Awaitility.await().until(() -> server.server.load().connections() == 0);
    }
  }

  @Test
  void whatIsThrownAwayHasAnEnd() throws Exception {
    try (TestServer server = start(Duration.ofSeconds(20));
        RawConnection endless = new RawConnection(server);
        RawConnection silent = new RawConnection(server)) {
      silent.beginUpload("Content-Length: " + 40 * MIB + "\r\n");
      assertThat(silent.answer()).startsWith("HTTP/1.1 413");
      endless.beginUpload("Transfer-Encoding: chunked\r\nContent-Encoding: x\r\n");
      byte[] chunk = ("100000\r\n" + "x".repeat(MIB) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      int sent = 0;
      try {
        while (sent < 1000) {
          endless.send(chunk);
          sent++;
        }
      } catch (IOException e) {
        // Cut off, as it should be.
      }
      assertThat(sent).as("MiB").isBetween(128, 200);
      assertThat(server.server.load().requests()).isZero();
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> server.server.load().connections() == 0);
    }
  }

  @Test
  void manyThatLingerHoldNoThread() throws Exception {
    try (TestServer server = start(Duration.ofMinutes(5))) {
      List<RawConnection> lingering = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        RawConnection raw = new RawConnection(server);
        raw.beginUpload("Content-Length: " + 40 * MIB + "\r\n");
        raw.send("x");
        lingering.add(raw);
      }
      for (RawConnection raw : lingering) {
        assertThat(raw.answer()).startsWith("HTTP/1.1 413");
        raw.send("x");
      }
      Awaitility.await().until(() -> server.server.load().requests() == 0);
      Awaitility.await().until(() -> server.server.load().threads() < 20);
      assertThat(server.get("/live").body()).isEqualTo("up");
      for (RawConnection raw : lingering) {
        raw.close();
      }
    }
  }

  @Test
  void aThousandConnectionsAtTheSameMomentAreAccepted() throws Exception {
    try (TestServer server = start(Duration.ofMinutes(5))) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.server.port());
      List<SocketChannel> all = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        SocketChannel channel = SocketChannel.open();
        all.add(channel);
        channel.configureBlocking(false);
        channel.connect(address);
      }
      for (SocketChannel channel : all) {
        while (!channel.finishConnect()) {
          Thread.onSpinWait();
        }
        channel.configureBlocking(true);
        channel.write(ByteBuffer.wrap(LIVE.getBytes(StandardCharsets.US_ASCII)));
      }
      for (SocketChannel channel : all) {
        channel.socket().setSoTimeout(30_000);
        byte[] beginning = channel.socket().getInputStream().readNBytes(12);
        assertThat(new String(beginning, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        channel.close();
      }
    }
  }

  @Test
  void aConnectionIsMarkedBeforeTheServerMayTakeItsNextRequest() throws Exception {
    CompletableFuture<ClientConnection.Use> use = new CompletableFuture<>();
    Connections connections = new Connections(Duration.ofMinutes(1), 40);
    connections.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            response.write(true, null, callback);
            return true;
          }
        });
    Server server = new Server();
    ServerConnector connector =
        new ServerConnector(server, ClientConnection.factory(new HttpConfiguration()));
    server.addConnector(connector);
    server.setHandler(
        new Handler.Wrapper(connections) {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            ClientConnection connection = ClientConnection.of(request);
            Callback looking =
                Callback.from(
                    () -> {
                      // A next request begins here, at the earliest.
                      connection.begin();
                      callback.succeeded();
                      use.completeAsync(connection::use);
                    },
                    callback::failed);
            return super.handle(request, response, looking);
          }
        });
    server.start();
    try (RawConnection raw = new RawConnection(connector.getLocalPort())) {
      assertThat(raw.send(LIVE).answer()).startsWith("HTTP/1.1 200");
      assertThat(use.join()).isEqualTo(ClientConnection.Use.REQUEST);
    } finally {
      server.stop();
    }
  }

  @Test
  void whenConnectionsRunShortTheIdleOnesMakeRoom() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Connections connections = new Connections(Duration.ofMinutes(1), 40);
    connections.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            if (Request.getPathInContext(request).equals("/slow")) {
              go.await();
            }
            response.write(true, null, callback);
            return true;
          }
        });
    Server server = new Server();
    ServerConnector connector =
        new ServerConnector(server, ClientConnection.factory(new HttpConfiguration()));
    connector.addBean(connections);
    server.addConnector(connector);
    server.setHandler(connections);
    server.start();
    List<RawConnection> all = new ArrayList<>();
    try {
      RawConnection busy = new RawConnection(connector.getLocalPort());
      all.add(busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
      for (int i = 0; i < 100; i++) {
        RawConnection raw = new RawConnection(connector.getLocalPort());
        all.add(raw);
        assertThat(raw.send(LIVE).answer()).startsWith("HTTP/1.1 200");
      }
      Awaitility.await().until(() -> connector.getConnectedEndPoints().size() <= 40);
      assertThat(all.get(1).rest()).isEmpty();
      assertThat(all.get(100).send(LIVE).answer()).startsWith("HTTP/1.1 200");
      go.countDown();
      assertThat(busy.answer()).startsWith("HTTP/1.1 200");
    } finally {
      go.countDown();
      for (RawConnection raw : all) {
        raw.close();
      }
      server.stop();
    }
  }

  @Test
  void theProxysWayToTheServiceIsInItsLinks() throws Exception {
    TestServer.Builder builder = builder();
    builder.options = builder.options.withPathPrefix("/media");
    try (TestServer server = builder.start()) {
      assertThat(server.upload(Pictures.png()).headers().firstValue("Location").orElseThrow())
          .startsWith("/media/api/profile/images/");
      String page = server.get("/docs").body();
      assertThat(page).contains("\"/media/docs/docs.js\"", "\"/media/openapi.json\"");
      assertThat(page.replace("\"/media/", "")).doesNotContain("\"/").doesNotContain("{{");
      assertThat(server.get("/openapi.json").body()).contains("{\"url\": \"/media\"");
    }
  }
}
