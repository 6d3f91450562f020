package dev.imagevault.app.faults;

import dev.imagevault.app.faults.FaultProxy.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One connection over a {@link FaultProxy}, carried by two threads. */
final class FaultyConnection {

  private static final Pattern HTTP =
      Pattern.compile("(?:GET|HEAD|PUT|POST|DELETE) /\\S* HTTP/1.1");
  private static final Pattern INTERIM =
      Pattern.compile("HTTP/1.1 100 (?:[^\\r\\n]+\\r\\n)+\\r\\n");

  private static final int BUFFER = 1 << 16;
  private static final int SLOW_BYTES = 512;
  private static final int SLOW_MILLIS = 20;

  private final FaultProxy proxy;
  private final Socket client;
  private volatile Socket server = new Socket();
  private volatile boolean answered = true;
  private volatile Trouble trouble = Trouble.NONE;

  FaultyConnection(FaultProxy proxy, Socket client) {
    this.proxy = proxy;
    this.client = client;
  }

  /** Carries what is sent from now on to this port. */
  void start(int port) throws IOException {
    try {
      server = new Socket(InetAddress.getLoopbackAddress(), port);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException e) {
      reset();
      throw e;
    }
    proxy.run(() -> carry(this::requests));
    proxy.run(() -> carry(this::answers));
  }

  private interface Direction {
    void carry() throws IOException, InterruptedException;
  }

  private void carry(Direction direction) {
    try {
      direction.carry();
    } catch (IOException e) {
      reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requests() throws IOException, InterruptedException {
    InputStream in = client.getInputStream();
    OutputStream out = server.getOutputStream();
    byte[] buffer = new byte[BUFFER];
    int sent = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (answered) {
        answered = false;
        sent = 0;
        begin(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
      Fault fault = trouble.fault();
      if (trouble == Trouble.NONE) {
        out.write(buffer, 0, count);
        continue;
      }
      switch (fault.kind()) {
        case REFUSED -> throw new IOException("refused");
        case CUT -> {
          out.write(buffer, 0, Math.min(count, fault.amount() - sent));
          sent += count;
          if (sent >= fault.amount()) {
            throw new IOException("cut");
          }
        }
        case HELD -> {
          trouble.over().await();
          out.write(buffer, 0, count);
        }
        case SLOW -> writeSlowly(out, buffer, count);
        case ANSWER_LOST -> out.write(buffer, 0, count);
        case ANSWERED -> {
          answer(fault);
          return;
        }
      }
    }
    server.shutdownOutput();
  }

  private void begin(String request) {
    var http = HTTP.matcher(request);
    if (http.lookingAt()) {
      proxy.seen(http.group());
    }
    Trouble now = proxy.trouble();
    boolean befalls = now.befalls(request);
    trouble = befalls ? now : Trouble.NONE;
    if (befalls) {
      proxy.befell();
    }
  }

  private void writeSlowly(OutputStream out, byte[] bytes, int count)
      throws IOException, InterruptedException {
    for (int from = 0; from < count; from += SLOW_BYTES) {
      out.write(bytes, from, Math.min(SLOW_BYTES, count - from));
      boolean unused = trouble.over().await(SLOW_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** In place of the server; the rest of the request is thrown away. */
  private void answer(Fault fault) throws IOException {
    String body = "<Error><Code>" + fault.code() + "</Code><Message>no</Message></Error>";
    client
        .getOutputStream()
        .write(
            "HTTP/1.1 %d Fault\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(fault.amount(), body.length(), body)
                .getBytes(StandardCharsets.ISO_8859_1));
    client.shutdownOutput();
    long unused = client.getInputStream().transferTo(OutputStream.nullOutputStream());
    reset();
  }

  private void answers() throws IOException, InterruptedException {
    InputStream in = server.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] buffer = new byte[BUFFER];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      Trouble now = trouble;
      Fault.Kind kind = now.fault().kind();
      // It may also come together with the answer itself.
      boolean interim =
          INTERIM.matcher(new String(buffer, 0, count, StandardCharsets.ISO_8859_1)).matches();
      if (now != Trouble.NONE && kind == Fault.Kind.ANSWER_LOST && !interim) {
        throw new IOException("the answer is lost");
      }
      proxy.trouble().awaitUnlessItPasses();
      answered = !interim;
      if (now != Trouble.NONE && kind == Fault.Kind.SLOW) {
        writeSlowly(out, buffer, count);
      } else {
        out.write(buffer, 0, count);
      }
    }
    if (trouble.fault().kind() == Fault.Kind.ANSWERED) {
      // The client has its answer from here, though the server goes.
      return;
    }
    client.shutdownOutput();
    if (client.isInputShutdown() || client.isClosed()) {
      reset();
    }
  }

  /** Both ends find the connection reset. */
  void reset() {
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        // It is gone already.
      }
    }
    proxy.closed(this);
  }
}
