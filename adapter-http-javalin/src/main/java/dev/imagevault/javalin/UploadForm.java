package dev.imagevault.javalin;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Reads a form ({@code multipart/form-data}, RFC 7578) as it arrives and keeps the one file in it
 * that is named {@code image}. Never holds more than that file. Not thread-safe.
 */
final class UploadForm implements MultiPart.Parser.Listener {

  private static final int MAX_PARTS = 1000;
  private static final int MAX_PART_HEADERS = 16 * 1024;

  /**
   * The parser keeps back what may turn out to be the boundary: line end, dashes, 70 characters.
   */
  private static final int MAX_KEPT_BACK = 80;

  private final MultiPart.Parser parser;
  private final int maxFileSize;
  private byte[] bytes = new byte[0];
  private int length;
  private @Nullable String fileName;
  private @Nullable String disposition;
  private boolean inFile;
  private boolean complete;
  private @Nullable RuntimeException failure;

  /**
   * Nothing is read yet.
   *
   * @param boundary between the parts, without the leading dashes
   */
  UploadForm(String boundary, int maxFileSize) {
    this.parser = new MultiPart.Parser(boundary, this);
    this.parser.setMaxParts(MAX_PARTS);
    this.parser.setPartHeadersMaxLength(MAX_PART_HEADERS);
    this.maxFileSize = maxFileSize;
  }

  /** Returns the size that the file may have after so many more bytes of the form. */
  int sizeAfter(int more) {
    boolean growing = inFile || fileName == null;
    return growing ? (int) Math.min((long) length + more + MAX_KEPT_BACK, maxFileSize) : length;
  }

  /** Returns how large a file there is room for. */
  int capacity() {
    return bytes.length;
  }

  /** Makes room for a file of this size. */
  void reserve(int size) {
    bytes = Arrays.copyOf(bytes, size);
  }

  /**
   * Reads more of the form, for which there must be room. The chunk stays the caller's to release.
   *
   * @throws ProblemException the form is not acceptable
   */
  void read(Content.Chunk chunk) {
    parser.parse(chunk);
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Returns the file.
   *
   * @throws ProblemException the form is incomplete, or there is none in it
   */
  UploadedFile file() {
    if (!complete) {
      throw malformed("The form ends early");
    }
    if (fileName == null || length == 0) {
      throw new ProblemException(
          ProblemCode.MISSING_FILE, "The form needs a file that is not empty, named image");
    }
    return new UploadedFile(fileName, bytes, length);
  }

  @Override
  public void onPartBegin() {
    disposition = null;
    inFile = false;
  }

  @Override
  public void onPartHeader(String name, String value) {
    if (name.toLowerCase(Locale.ROOT).equals("content-disposition")) {
      if (disposition != null) {
        refuse(malformed("A part has more than one Content-Disposition"));
      }
      disposition = value;
    }
  }

  @Override
  public void onPartHeaders() {
    Optional<ContentDisposition> parsed =
        Optional.ofNullable(disposition).flatMap(ContentDisposition::parse);
    if (parsed.isEmpty()) {
      refuse(malformed("A part has no valid Content-Disposition"));
      return;
    }
    if (parsed.get().name().equals("image") && parsed.get().fileName().isPresent()) {
      if (fileName != null) {
        refuse(malformed("There is more than one file named image"));
      }
      fileName = parsed.get().fileName().get();
      inFile = true;
    }
  }

  @Override
  public void onPartContent(Content.Chunk chunk) {
    int count = chunk.remaining();
    if (!inFile || count == 0 || failure != null) {
      return;
    }
    if (length + count > maxFileSize) {
      refuse(tooLarge(maxFileSize));
      return;
    }
    if (length + count > bytes.length) {
      // The parser drops what its listener throws.
      refuse(new IllegalStateException("no room was made for what was read"));
      return;
    }
    chunk.getByteBuffer().get(bytes, length, count);
    length += count;
  }

  @Override
  public void onPartEnd() {
    inFile = false;
  }

  @Override
  public void onComplete() {
    complete = true;
  }

  @Override
  public void onFailure(Throwable failure) {
    refuse(malformed("The form is malformed"));
  }

  private void refuse(RuntimeException reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(ProblemCode.INVALID_REQUEST, detail);
  }

  static ProblemException tooLarge(long maxFileSize) {
    return new ProblemException(
        ProblemCode.FILE_TOO_LARGE, "The file has more than " + maxFileSize + " bytes");
  }
}
