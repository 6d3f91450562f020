package dev.imagevault.javalin.upload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Scans the form of an upload in pieces, as they come from a connection, into an array that is
 * there already; the floor is a plain copy of its file.
 */
@State(Scope.Benchmark)
public class FormBenchmark {

  private static final String BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
  private static final int PIECE = 32 * 1024;

  /** Bytes of the file. */
  @Param({"200000", "4500000"})
  public int size;

  private ByteBuffer form;
  private byte[] room;

  /** There is a form. */
  @Setup
  public void prepare() {
    byte[] file = new byte[size];
    new Random(7).nextBytes(file);
    byte[] begin =
        ("--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"image\"; filename=\"photo.jpg\"\r\n"
                + "Content-Type: image/jpeg\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] end = ("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII);
    // Outside of the heap, as the server's own buffers.
    form = ByteBuffer.allocateDirect(begin.length + size + end.length);
    form.put(begin).put(file).put(end).flip();
    room = new byte[size];
  }

  /** Returns the file. */
  @Benchmark
  public UploadedFile scan() {
    UploadForm reader = new UploadForm(BOUNDARY, size);
    reader.moveTo(room);
    for (int at = 0; at < form.limit(); at += PIECE) {
      reader.read(form.slice(at, Math.min(PIECE, form.limit() - at)));
    }
    return reader.file();
  }

  /** Returns as many bytes of the form. */
  @Benchmark
  public byte[] floor() {
    form.get(0, room);
    return room;
  }
}
