package dev.imagevault.javalin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection on which anything can be sent, as clients that are no clients do. */
final class RawConnection implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket;

  RawConnection(TestServer server) throws IOException {
    this(server.server.port());
  }

  RawConnection(int port) throws IOException {
    this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
  }

  RawConnection send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends the beginning of an upload with further header lines, each with its line end. */
  RawConnection beginUpload(String headers) throws IOException {
    return send(
        "POST /api/profile/upload-image HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + TestServer.token("1")
            + "\r\nContent-Type: "
            + Form.CONTENT_TYPE
            + "\r\n"
            + headers
            + "\r\n");
  }

  /** Returns one line without its end; empty at the end of the stream. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    InputStream in = socket.getInputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Returns one answer with a Content-Length, wholly. */
  String answer() throws IOException {
    StringBuilder answer = new StringBuilder();
    int length = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      answer.append(line).append('\n');
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    byte[] body = socket.getInputStream().readNBytes(length);
    return answer + "\n" + new String(body, StandardCharsets.UTF_8);
  }

  /** Returns whatever comes until the server closes or resets the connection. */
  String rest() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      for (int c = in.read(); c >= 0; c = in.read()) {
        all.write(c);
      }
    } catch (IOException e) {
      // A reset ends the connection as well.
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  Socket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
