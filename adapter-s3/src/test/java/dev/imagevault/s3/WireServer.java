package dev.imagevault.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** An HTTP server that does with each request, in turn, what its answers say; the last for ever. */
final class WireServer implements AutoCloseable {

  /** What is done with one request. */
  interface Answer {
    void give(Exchange exchange) throws IOException;
  }

  /** A request's head, as it came in. */
  record Request(String line, Map<String, String> headers) {
    long contentLength() {
      return Long.parseLong(headers.getOrDefault("content-length", "0"));
    }
  }

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger given = new AtomicInteger();
  private final List<Answer> answers;

  WireServer(Answer... answers) throws IOException {
    this.answers = List.of(answers);
    threads.execute(this::accept);
  }

  /** An answer without a body. */
  static Answer status(int status, String... headers) {
    return answer(status, "", headers);
  }

  /** An error as S3 words it. */
  static Answer error(int status, String code, String... headers) {
    return answer(status, "<Error><Code>" + code + "</Code><Message>no</Message></Error>", headers);
  }

  /** An answer with a body, after the whole request was read. */
  static Answer answer(int status, String body, String... headers) {
    return exchange -> {
      exchange.readBody(Long.MAX_VALUE);
      exchange.write(status, body.getBytes(StandardCharsets.UTF_8).length, body, headers);
    };
  }

  /** The request is read, and never answered. */
  static Answer hang() {
    return exchange -> {
      exchange.readBody(Long.MAX_VALUE);
      exchange.socket.getInputStream().read();
      throw new IOException("the client gave up");
    };
  }

  /** Nothing more is read after so many bytes of the body, and nothing is answered. */
  static Answer stopReadingAfter(long bytes) {
    return exchange -> {
      exchange.readBody(bytes);
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw new IOException("closed", e);
      }
    };
  }

  /** The connection is reset after so many bytes of the body. */
  static Answer resetAfter(long bytes) {
    return exchange -> {
      exchange.readBody(bytes);
      exchange.socket.setSoLinger(true, 0);
      exchange.socket.close();
    };
  }

  /** The answer breaks off after its body's first bytes. */
  static Answer breakOff(long announced, String sent) {
    return exchange -> {
      exchange.write(200, announced, sent);
      exchange.socket.close();
    };
  }

  /** The answer never goes on after its body's first bytes. */
  static Answer stall(long announced, String sent) {
    return exchange -> {
      exchange.write(200, announced, sent);
      hang().give(exchange);
    };
  }

  /** Returns the heads of all requests so far. */
  List<Request> requests() {
    return requests;
  }

  /** Returns a connection to this server. */
  S3Connection connection() {
    return connection(listener.getLocalPort());
  }

  static S3Connection connection(int port) {
    return new S3Connection(
        Region.EU_WEST_1,
        Optional.of(URI.create("http://127.0.0.1:" + port)),
        StaticCredentialsProvider.create(AwsBasicCredentials.create("access", "secret")));
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Optional<Request> r = head(in); r.isPresent(); r = head(in)) {
        requests.add(r.get());
        int turn = Math.min(given.getAndIncrement(), answers.size() - 1);
        answers.get(turn).give(new Exchange(r.get(), in, socket));
      }
    } catch (IOException e) {
      // Broken off, by the client or by the answer.
    }
  }

  private static Optional<Request> head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return Optional.empty();
      }
      head.write(next);
    }
    String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n");
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] field = lines[i].split(": *", 2);
      headers.put(field[0].toLowerCase(Locale.ROOT), field[1]);
    }
    return Optional.of(new Request(lines[0], headers));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.shutdownNow();
  }

  /** One request being answered. */
  record Exchange(Request request, InputStream in, Socket socket) {

    /** Reads the body, or that much of it. */
    void readBody(long limit) throws IOException {
      if (request.headers().containsKey("expect")) {
        write("HTTP/1.1 100 Continue\r\n\r\n");
      }
      in.skipNBytes(Math.min(limit, request.contentLength()));
    }

    void write(int status, long length, String body, String... headers) throws IOException {
      StringBuilder answer = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
      for (String header : headers) {
        answer.append(header).append("\r\n");
      }
      write(answer + "Content-Length: " + length + "\r\n\r\n" + body);
    }

    private void write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
