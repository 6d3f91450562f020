package dev.imagevault.app.faults;

import dev.imagevault.app.Http;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A user of the service, for whom an answer that takes far more than half a minute is none. */
final class User {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  /** Half a minute, and what a busy machine may add on the way there and back. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String BOUNDARY = "a-boundary-that-no-image-has";
  private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");
  private static final Pattern IMAGE =
      Pattern.compile(
          "\\{\"id\":(\\d+),[^}]*?\"s3Key\":\"([^\"]+)\"[^}]*?\"originalName\":\"([^\"]+)\"");

  private final String name;
  private final String token;
  private final Supplier<String> url;

  /** An answer, or that there was none. */
  record Answer(int status, String code, String body, Optional<String> retryAfter) {

    /** The connection was refused, or ended before the answer did. */
    static final Answer NONE = new Answer(0, "none", "", Optional.empty());

    /** There was neither an answer nor an end of the connection. */
    static final Answer LATE = new Answer(-1, "late", "", Optional.empty());

    List<Listed> images() {
      return IMAGE
          .matcher(body)
          .results()
          .map(image -> new Listed(image.group(1), image.group(2), image.group(3)))
          .toList();
    }

    /** Returns the status, and the code where it is a problem. */
    @Override
    public String toString() {
      return (status + " " + code).strip();
    }
  }

  /** An image as a listing or the answer to an upload shows it. */
  record Listed(String id, String key, String name) {}

  /**
   * @param url of the instance that the next request goes to
   */
  User(String name, Supplier<String> url) {
    this.name = name;
    this.token = Deployment.token(name);
    this.url = url;
  }

  String name() {
    return name;
  }

  Answer upload(String fileName, byte[] image, Optional<String> idempotencyKey)
      throws InterruptedException {
    HttpRequest.Builder request =
        request("/api/profile/upload-image")
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(form(fileName, image));
    idempotencyKey.ifPresent(key -> request.header("Idempotency-Key", key));
    return send(request);
  }

  /**
   * Sends the file straight to the store, and completes the upload; once more, if that was not
   * answered.
   */
  Answer uploadDirectly(String fileName, byte[] image) throws InterruptedException {
    Answer prepared =
        send(
            request("/api/profile/uploads")
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"fileName\":\"%s\",\"fileSize\":%d}"
                            .formatted(fileName, image.length))));
    if (prepared.status() != 201) {
      return prepared;
    }
    Answer sent =
        send(
            HttpRequest.newBuilder(URI.create(Http.member(prepared.body(), "url")))
                .timeout(PATIENCE)
                .header("If-None-Match", "*")
                .PUT(BodyPublishers.ofByteArray(image)));
    if (sent.status() != 200) {
      return sent;
    }
    String path = "/api/profile/uploads/" + Http.member(prepared.body(), "uploadId") + "/complete";
    Answer completed = send(request(path).POST(BodyPublishers.noBody()));
    return completed.equals(Answer.NONE)
        ? acknowledged(send(request(path).POST(BodyPublishers.noBody())))
        : completed;
  }

  /** What a repeat is refused, the attempt before it may still have done. */
  private static Answer acknowledged(Answer repeated) {
    return repeated.status() == 201 ? repeated : Answer.NONE;
  }

  static BodyPublisher form(String fileName, byte[] image) {
    String head =
        "--%s\r\nContent-Disposition: form-data; name=\"image\"; filename=\"%s\"\r\n\r\n"
            .formatted(BOUNDARY, fileName);
    return BodyPublishers.concat(
        BodyPublishers.ofString(head, StandardCharsets.UTF_8),
        BodyPublishers.ofByteArray(image),
        BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
  }

  Answer list() throws InterruptedException {
    return send(request("/api/profile/images").GET());
  }

  Answer get(String id) throws InterruptedException {
    return send(request("/api/profile/images/" + id).GET());
  }

  Answer signedUrl(String id) throws InterruptedException {
    return send(request("/api/profile/images/" + id + "/signed-url").GET());
  }

  Answer delete(String id) throws InterruptedException {
    return send(request("/api/profile/images/" + id).DELETE());
  }

  /** Returns the answer to a request for a path that needs no token. */
  Answer health(String path) throws InterruptedException {
    return send(request(path).GET());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url.get() + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token);
  }

  private static Answer send(HttpRequest.Builder request) throws InterruptedException {
    try {
      HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
      Matcher code = CODE.matcher(answer.body());
      return new Answer(
          answer.statusCode(),
          answer.statusCode() >= 400 && code.find() ? code.group(1) : "",
          answer.body(),
          answer.headers().firstValue("Retry-After"));
    } catch (HttpTimeoutException e) {
      return Answer.LATE;
    } catch (IOException e) {
      return Answer.NONE;
    }
  }
}
