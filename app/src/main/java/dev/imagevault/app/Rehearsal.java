package dev.imagevault.app;

import dev.imagevault.app.process.ExitCode;
import dev.imagevault.app.process.StartException;
import dev.imagevault.domain.OwnerId;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Made-up users, who do what users do: upload images, look at them, and delete them again. Closing
 * it deletes what they have not.
 */
final class Rehearsal implements AutoCloseable {

  private static final int USERS = 8;
  private static final String BOUNDARY = "rehearsal";
  private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(1);

  private final URI service;
  private final List<String> tokens;
  private final List<byte[]> pictures;
  private final ExecutorService users = Executors.newFixedThreadPool(USERS);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Nothing is requested yet.
   *
   * @param service where it listens
   * @param mint makes tokens that it accepts
   */
  Rehearsal(URI service, Function<OwnerId, String> mint) throws IOException {
    this.service = service;
    this.pictures =
        List.of(noise("jpeg", 100), noise("jpeg", 400), noise("png", 200), noise("jpeg", 700));
    // Nobody else's, whatever ids the real users have.
    String rehearsal = "rehearsal-" + UUID.randomUUID() + "-";
    this.tokens =
        IntStream.range(0, USERS).mapToObj(i -> mint.apply(new OwnerId(rehearsal + i))).toList();
  }

  /** Returns a picture that does not compress, square and of so many pixels a side. */
  private static byte[] noise(String format, int side) throws IOException {
    Random random = new Random(side);
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, side, side, random.ints((long) side * side).toArray(), 0, side);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.setUseCache(false);
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  /**
   * Every user uploads so many images, asks for their URLs and for lists of them meanwhile, and
   * deletes them.
   *
   * @throws StartException a request was refused, or failed
   */
  void run(int imagesPerUser) throws InterruptedException, ExecutionException {
    List<Callable<Void>> sessions =
        tokens.stream().map(token -> session(token, imagesPerUser)).toList();
    for (Future<Void> session : users.invokeAll(sessions)) {
      try {
        session.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof StartException refused) {
          throw refused;
        }
        throw e;
      }
    }
  }

  private Callable<Void> session(String token, int images) {
    return () -> {
      List<String> uploaded = new ArrayList<>();
      for (int i = 0; i < images; i++) {
        HttpResponse<String> upload = upload(token, pictures.get(i % pictures.size()));
        String image = upload.headers().firstValue("Location").orElseThrow();
        send(token, "GET", image + "/signed-url");
        send(token, "GET", "/api/profile/images");
        uploaded.add(image);
      }
      for (String image : uploaded) {
        send(token, "GET", image);
        send(token, "DELETE", image);
      }
      return null;
    };
  }

  private HttpResponse<String> upload(String token, byte[] picture)
      throws IOException, InterruptedException {
    String before =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"rehearsal\"\r\n\r\n";
    String after = "\r\n--" + BOUNDARY + "--\r\n";
    return send(
        request(token, "/api/profile/upload-image")
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(BodyPublishers.ofByteArrays(List.of(ascii(before), picture, ascii(after)))));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void send(String token, String method, String path)
      throws IOException, InterruptedException {
    send(request(token, path).method(method, BodyPublishers.noBody()));
  }

  private HttpRequest.Builder request(String token, String path) {
    return HttpRequest.newBuilder(service.resolve(path))
        .timeout(REQUEST_TIMEOUT)
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest.Builder builder)
      throws IOException, InterruptedException {
    HttpRequest request = builder.build();
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new StartException(
          ExitCode.FAILURE,
          "the rehearsal's %s %s was answered %d: %s"
              .formatted(
                  request.method(), request.uri().getPath(), answer.statusCode(), answer.body()),
          null);
    }
    return answer;
  }

  /** The users are gone, and so are their images; objects that could not be deleted follow. */
  @Override
  public void close() throws IOException, InterruptedException {
    users.shutdownNow();
    users.awaitTermination(REQUEST_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    for (String token : tokens) {
      send(token, "DELETE", "/api/profile/images?all=true");
    }
  }
}
