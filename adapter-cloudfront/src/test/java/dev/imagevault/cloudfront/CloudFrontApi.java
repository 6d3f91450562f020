package dev.imagevault.cloudfront;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;

/**
 * CloudFront's API of invalidations, as its reference describes it, over HTTP on the loopback. It
 * records what it is asked, and misbehaves when told to.
 */
final class CloudFrontApi implements AutoCloseable {

  static final String DISTRIBUTION_ID = "EDFDVBD6EXAMPLE";

  /** What happens to one request instead of a good answer. */
  interface Fault {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<Fault> faults = new ArrayDeque<>();
  private final List<String> authorizations = new ArrayList<>();
  private final Map<String, List<String>> invalidations = new LinkedHashMap<>();
  private int requests;

  CloudFrontApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/2020-05-31/distribution/" + DISTRIBUTION_ID + "/invalidation", this::handle);
    server.createContext("/", exchange -> error(404, "NoSuchDistribution").answer(exchange));
    server.start();
  }

  CloudFrontClient newClient() {
    return new CloudFrontConnection(
            Optional.of(URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDTEST", "s3cr3t")))
        .newClient();
  }

  /** The next request meets this, the one after it the next of these. */
  synchronized void failNext(Fault... next) {
    faults.addAll(List.of(next));
  }

  /** Caller references and their paths, in the order of their coming. */
  synchronized Map<String, List<String>> invalidations() {
    return Map.copyOf(invalidations);
  }

  synchronized List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  synchronized int requests() {
    return requests;
  }

  static Fault error(int status, String code) {
    return exchange ->
        send(
            exchange,
            status,
            "<ErrorResponse xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\"><Error>"
                + "<Type>Sender</Type><Code>"
                + code
                + "</Code><Message>No.</Message></Error><RequestId>1</RequestId></ErrorResponse>");
  }

  /** The invalidation is made, and its answer lost. */
  Fault lostAnswer() {
    return exchange -> {
      accept(exchange);
      exchange.close();
    };
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    requests++;
    authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
    Fault fault = faults.poll();
    if (fault != null) {
      fault.answer(exchange);
    } else if (exchange.getRequestMethod().equals("GET")) {
      send(
          exchange,
          200,
          "<InvalidationList><Marker/><MaxItems>1</MaxItems><IsTruncated>false</IsTruncated>"
              + "<Quantity>0</Quantity></InvalidationList>");
    } else if (accept(exchange)) {
      send(exchange, 201, "<Invalidation><Id>I1</Id><Status>InProgress</Status></Invalidation>");
    } else {
      error(400, "InvalidationBatchAlreadyExists").answer(exchange);
    }
  }

  private boolean accept(HttpExchange exchange) throws IOException {
    Document batch = parse(exchange.getRequestBody().readAllBytes());
    NodeList items = batch.getElementsByTagName("Path");
    List<String> paths =
        IntStream.range(0, items.getLength())
            .mapToObj(i -> items.item(i).getTextContent())
            .toList();
    if (paths.isEmpty() || !text(batch, "Quantity").equals(String.valueOf(paths.size()))) {
      throw new IOException("Quantity is not that of the paths");
    }
    List<String> earlier = invalidations.putIfAbsent(text(batch, "CallerReference"), paths);
    return earlier == null || earlier.equals(paths);
  }

  private static String text(Document document, String element) {
    return document.getElementsByTagName(element).item(0).getTextContent();
  }

  private static Document parse(byte[] xml) throws IOException {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(xml));
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException(e);
    }
  }

  private static void send(HttpExchange exchange, int status, String xml) throws IOException {
    byte[] body = xml.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/xml");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
