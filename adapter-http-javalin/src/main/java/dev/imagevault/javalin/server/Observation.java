package dev.imagevault.javalin.server;

import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.telemetry.AnsweredRequest;
import dev.imagevault.javalin.telemetry.TrustedProxies;
import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** What is known of a request that is being answered; it travels with the request. Thread-safe. */
public final class Observation {

  private static final String ATTRIBUTE = Observation.class.getName();

  /** What RFC 9110 and 5789 define. Clients may send any other word, without end. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  private volatile @Nullable String route;
  private volatile boolean api;
  private volatile @Nullable OwnerId owner;
  private volatile @Nullable ImageId image;
  private volatile @Nullable ProblemCode problem;
  private volatile @Nullable String reason;
  private volatile int fileSize;
  private volatile long arrivedAt;
  private volatile long begunAt;
  private volatile long checkedAt;
  private volatile long answeredAt;

  private Observation() {}

  /** Returns that of this request. */
  public static Observation of(Context ctx) {
    return of(JettyRequests.of(ctx));
  }

  /** Returns that of this request, however it is wrapped. */
  public static Observation of(Request request) {
    Request innermost = Request.unWrap(request);
    if (innermost.getAttribute(ATTRIBUTE) instanceof Observation observation) {
      return observation;
    }
    Observation observation = new Observation();
    innermost.setAttribute(ATTRIBUTE, observation);
    return observation;
  }

  /** It is asked of the API. */
  public void api() {
    api = true;
  }

  /** The template that its path follows is this one. */
  public void route(String template) {
    route = template;
  }

  /** It is made on this user's behalf. */
  public void owner(OwnerId owner) {
    this.owner = owner;
  }

  /** It is about this image. */
  public void image(ImageId image) {
    this.image = image;
  }

  /** It is refused. */
  public void problem(ProblemCode code) {
    problem = code;
  }

  /** That is why nobody was authenticated. */
  public void unauthorized(String reason) {
    this.reason = reason;
  }

  /** The file of the upload is all there. */
  public void arrived(int size) {
    fileSize = size;
    arrivedAt = System.nanoTime();
  }

  /** The upload is being stored. */
  public void begun() {
    begunAt = System.nanoTime();
  }

  /** The uploaded image is good. */
  public void checked() {
    checkedAt = System.nanoTime();
  }

  /** The answer is out; the connection may linger. */
  public void answered() {
    answeredAt = System.nanoTime();
  }

  /** Returns on whose behalf it is made. */
  public OwnerId requireOwner() {
    OwnerId known = owner;
    if (known == null) {
      throw new IllegalStateException("the request was not authenticated");
    }
    return known;
  }

  /** Returns what became of a request whose answer is out. */
  static AnsweredRequest answered(Request request, Response response, TrustedProxies proxies) {
    Observation known = of(request);
    long begin = request.getHeadersNanoTime();
    return new AnsweredRequest(
        METHODS.contains(request.getMethod()) ? request.getMethod() : "OTHER",
        Optional.ofNullable(known.route),
        known.api,
        response.getStatus(),
        Response.getContentBytesWritten(response),
        between(begin, known.answeredAt == 0 ? System.nanoTime() : known.answeredAt),
        client(request, proxies),
        Optional.ofNullable(response.getHeaders().get(RequestId.HEADER)),
        Optional.ofNullable(known.owner).map(OwnerId::value),
        Optional.ofNullable(known.image).map(ImageId::toString),
        traceId(request),
        Optional.ofNullable(known.problem).map(ProblemCode::text),
        Optional.ofNullable(known.reason),
        known.upload(begin));
  }

  private static Optional<String> client(Request request, TrustedProxies proxies) {
    if (request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress connected
        && connected.getAddress() != null) {
      HttpFields headers = request.getHeaders();
      InetAddress client =
          proxies.client(
              connected.getAddress(),
              headers.getValuesList(HttpHeader.X_FORWARDED_FOR),
              headers.getValuesList(HttpHeader.FORWARDED));
      // Without the interface at which it was seen.
      return Optional.of(client.getHostAddress().replaceFirst("%.*", ""));
    }
    return Optional.empty();
  }

  private static Optional<String> traceId(Request request) {
    List<HttpField> fields = request.getHeaders().getFields("traceparent");
    return fields.size() == 1 ? TraceParent.traceId(fields.get(0).getValue()) : Optional.empty();
  }

  private Optional<AnsweredRequest.Upload> upload(long begin) {
    if (arrivedAt == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new AnsweredRequest.Upload(
            fileSize,
            between(begin, arrivedAt),
            begunAt == 0 ? Optional.empty() : Optional.of(between(arrivedAt, begunAt)),
            checkedAt == 0 ? Optional.empty() : Optional.of(between(begunAt, checkedAt))));
  }

  /** What the server refuses before its header is complete has no beginning. */
  private static Duration between(long begin, long end) {
    return begin == 0 || begin == Long.MIN_VALUE ? Duration.ZERO : Duration.ofNanos(end - begin);
  }
}
