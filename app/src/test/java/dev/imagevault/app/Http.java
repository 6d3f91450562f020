package dev.imagevault.app;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a user of the API does. */
public final class Http {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String BOUNDARY = "a-boundary-that-no-image-has";

  private final String url;
  private final String token;

  public Http(String url, String token) {
    this.url = url;
    this.token = token;
  }

  /** Returns what this user does for some minutes, with a token signed with this secret. */
  public static Http of(String url, String secret, String user) {
    return new Http(url, token(secret, user, Duration.ofMinutes(9)));
  }

  /** Returns a token of this user, as a login signs it that is not ours. */
  public static String token(String secret, String user, Duration ttl) {
    return JWT.create()
        .withSubject(user)
        .withExpiresAt(Instant.now().plus(ttl))
        .sign(Algorithm.HMAC256(secret));
  }

  /** Returns what says who the user is. */
  public String token() {
    return token;
  }

  /** Returns the answer to a request with this user's token. */
  public HttpResponse<String> send(String method, String path)
      throws IOException, InterruptedException {
    return CLIENT.send(
        request(path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Returns the answer to this user's upload. */
  public HttpResponse<String> upload(byte[] image) throws IOException, InterruptedException {
    return upload(image, "a.png");
  }

  /** Returns the answer to this user's upload, with further headers. */
  public HttpResponse<String> upload(byte[] image, String fileName, String... headers)
      throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\""
                + fileName
                + "\"\r\nContent-Type: image/png\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(image);
    body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    HttpRequest.Builder request = request("/api/profile/upload-image");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(
        request
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Returns the header line that says who the user is. */
  String authorization() {
    return "Authorization: Bearer " + token;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(Duration.ofMinutes(1))
        .header("Authorization", "Bearer " + token);
  }

  /** Returns the answer to a stranger's request. */
  public static HttpResponse<byte[]> get(String url, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(1));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Returns the answer to a stranger's request for the headers alone. */
  public static HttpResponse<Void> head(String url) throws IOException, InterruptedException {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofMinutes(1))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.discarding());
  }

  /** Returns a member of a JSON answer, as it stands there. */
  public static String member(String json, String name) {
    Matcher member = Pattern.compile("\"" + name + "\":(?:\"([^\"]*)\"|([0-9]+))").matcher(json);
    if (!member.find()) {
      throw new AssertionError("no " + name + " in " + json);
    }
    return member.group(1) == null ? member.group(2) : member.group(1);
  }
}
