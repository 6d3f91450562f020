package dev.imagevault.app.faults;

import dev.imagevault.app.faults.User.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An upload on a connection of its own, sent as slowly as a test wants. */
final class RawUpload implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 60_000;
  private static final String BOUNDARY = "a-boundary-that-no-image-has";
  private static final Pattern STATUS = Pattern.compile("^HTTP/1.1 (\\d+)");
  private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");
  private static final Pattern RETRY_AFTER = Pattern.compile("(?i)retry-after: (\\d+)");

  private final Socket socket;
  private final OutputStream out;
  private final byte[] head;
  private final byte[] image;
  private final byte[] tail;
  private int sent;

  /** Connects, and sends the request's header. */
  RawUpload(String url, String user, String fileName, byte[] image) throws IOException {
    this(url, user, fileName, image, 0);
  }

  /** As the other one, with so many other parts before the image. */
  RawUpload(String url, String user, String fileName, byte[] image, int others) throws IOException {
    URI uri = URI.create(url);
    this.image = image;
    String other = "--%s\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n";
    head =
        ascii(
            other.formatted(BOUNDARY).repeat(others)
                + "--%s\r\nContent-Disposition: form-data; name=\"image\"; filename=\"%s\"\r\n\r\n"
                    .formatted(BOUNDARY, fileName));
    tail = ascii("\r\n--" + BOUNDARY + "--\r\n");
    socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    out = socket.getOutputStream();
    out.write(
        ascii(
            """
            POST /api/profile/upload-image HTTP/1.1\r
            Host: %s\r
            Connection: close\r
            Authorization: Bearer %s\r
            Content-Type: multipart/form-data; boundary=%s\r
            Content-Length: %d\r
            \r
            """
                .formatted(uri.getAuthority(), Deployment.token(user), BOUNDARY, size())));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private int size() {
    return head.length + image.length + tail.length;
  }

  /** Sends so many bytes more of the body, where there are as many. */
  RawUpload send(int count) throws IOException {
    int end = Math.min(sent + count, size());
    if (sent < end && sent < head.length) {
      int more = Math.min(end, head.length) - sent;
      out.write(head, sent, more);
      sent += more;
    }
    if (sent < end && sent < head.length + image.length) {
      int more = Math.min(end, head.length + image.length) - sent;
      out.write(image, sent - head.length, more);
      sent += more;
    }
    for (; sent < end; sent++) {
      out.write(tail[sent - head.length - image.length]);
    }
    return this;
  }

  /** Sends the rest of the body. */
  RawUpload sendRest() throws IOException {
    return send(size());
  }

  /** Returns whether an answer has begun to arrive, or all of the body was sent. */
  boolean isOver() throws IOException {
    return sent == size() || socket.getInputStream().available() > 0;
  }

  /** Returns the answer, which may come before the whole body was sent. */
  Answer answer() {
    try {
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Matcher status = STATUS.matcher(answer);
      if (!status.find()) {
        return Answer.NONE;
      }
      Matcher code = CODE.matcher(answer);
      Matcher retryAfter = RETRY_AFTER.matcher(answer);
      int number = Integer.parseInt(status.group(1));
      return new Answer(
          number,
          number >= 400 && code.find() ? code.group(1) : "",
          answer,
          retryAfter.find() ? Optional.of(retryAfter.group(1)) : Optional.empty());
    } catch (SocketTimeoutException e) {
      return Answer.LATE;
    } catch (IOException e) {
      return Answer.NONE;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
