package dev.imagevault.javalin.upload;

import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a form ({@code multipart/form-data}, RFC 7578) as it arrives and keeps the one file in it
 * that is named {@code image}. Never holds more than that file and a part's headers. Not
 * thread-safe.
 */
final class UploadForm {

  private static final int MAX_PARTS = 1000;
  private static final int MAX_PART_HEADERS = 16 * 1024;

  /** Headers cost more than content, so that a form may not consist of them. */
  private static final int MAX_HEADERS = 256 * 1024;

  /** What is kept back as it may turn out to be a delimiter: line end, dashes, 70 characters. */
  private static final int MAX_KEPT_BACK = 80;

  private static final byte[] NONE = {};

  /** A file's name may have control characters, which some clients send as they are. */
  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:([^\r\n]*)");

  private enum State {
    PREAMBLE,
    DELIMITER_END,
    HEADERS,
    CONTENT,
    EPILOGUE
  }

  private final PartDelimiter delimiter;
  private final int maxFileSize;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private State state = State.PREAMBLE;
  private int parts;
  private int headersSize;
  private int allHeadersSize;
  private @Nullable ContentDisposition disposition;
  private byte[] bytes = NONE;
  private int length;
  private @Nullable String fileName;
  private boolean inFile;

  /**
   * Nothing is read yet.
   *
   * @param boundary between the parts, without the leading dashes
   */
  UploadForm(String boundary, int maxFileSize) {
    this.delimiter = new PartDelimiter(boundary);
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

  /** Goes on in this array, which is larger, and returns the one before. */
  byte[] moveTo(byte[] larger) {
    byte[] before = bytes;
    System.arraycopy(before, 0, larger, 0, length);
    bytes = larger;
    return before;
  }

  /** Returns the array that the file is in, and is done with it. */
  byte[] giveUpArray() {
    byte[] array = bytes;
    bytes = NONE;
    length = 0;
    return array;
  }

  /**
   * Reads more of the form, for which there must be room.
   *
   * @throws ProblemException the form is not acceptable
   */
  void read(ByteBuffer more) {
    while (more.hasRemaining()) {
      switch (state) {
        case PREAMBLE -> readContent(more, content -> {});
        case CONTENT -> readContent(more, inFile ? this::append : content -> {});
        case DELIMITER_END -> readDelimiterEnd(more.get());
        case HEADERS -> readHeaders(more.get());
        case EPILOGUE -> more.position(more.limit());
      }
    }
  }

  private void readContent(ByteBuffer more, Consumer<ByteBuffer> content) {
    if (delimiter.find(more, content)) {
      state = State.DELIMITER_END;
      inFile = false;
    }
  }

  private void append(ByteBuffer content) {
    int count = content.remaining();
    if (length + count > maxFileSize) {
      throw tooLarge(maxFileSize);
    }
    content.get(bytes, length, count);
    length += count;
  }

  /** Two dashes end the form; otherwise blanks may come before the line end. */
  private void readDelimiterEnd(byte b) {
    line.write(b);
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (text.equals("--")) {
      line.reset();
      state = State.EPILOGUE;
    } else if (b == '\n') {
      if (!text.isBlank() || !text.endsWith("\r\n")) {
        throw malformed("The line of a boundary has something else on it");
      }
      line.reset();
      beginPart();
    } else if (line.size() > MAX_KEPT_BACK) {
      throw malformed("The line of a boundary is too long");
    }
  }

  private void beginPart() {
    parts++;
    if (parts > MAX_PARTS) {
      throw malformed("The form has more than " + MAX_PARTS + " parts");
    }
    headersSize = 0;
    disposition = null;
    state = State.HEADERS;
  }

  private void readHeaders(byte b) {
    headersSize++;
    allHeadersSize++;
    if (headersSize > MAX_PART_HEADERS || allHeadersSize > MAX_HEADERS) {
      throw malformed("The headers of the parts are too long");
    }
    line.write(b);
    if (b == '\n') {
      String header = text(line.toByteArray());
      line.reset();
      if (!header.endsWith("\r\n")) {
        throw malformed("A header of a part does not end in a line end");
      }
      if (header.length() == 2) {
        beginContent();
      } else {
        readHeader(header.substring(0, header.length() - 2));
      }
    }
  }

  private void readHeader(String text) {
    Matcher header = HEADER.matcher(text);
    if (!header.matches()) {
      throw malformed("A header of a part is malformed");
    }
    if (header.group(1).equalsIgnoreCase("Content-Disposition")) {
      Optional<ContentDisposition> parsed = ContentDisposition.parse(header.group(2).strip());
      if (parsed.isEmpty() || disposition != null) {
        throw malformed("A part has no valid Content-Disposition, or more than one");
      }
      disposition = parsed.get();
    }
  }

  private void beginContent() {
    if (disposition == null) {
      throw malformed("A part has no Content-Disposition");
    }
    if (disposition.name().equals("image") && disposition.fileName().isPresent()) {
      if (fileName != null) {
        throw malformed("There is more than one file named image");
      }
      fileName = disposition.fileName().get();
      inFile = true;
    }
    delimiter.beginContent();
    state = State.CONTENT;
  }

  /** Browsers send UTF-8; what is not UTF-8 comes from clients that know of Latin-1 alone. */
  private static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Returns the file, of a form that was read to its end.
   *
   * @throws ProblemException the form is incomplete, or there is no file in it
   */
  UploadedFile file() {
    if (state != State.EPILOGUE) {
      throw malformed("The form ends early");
    }
    if (fileName == null || length == 0) {
      throw new ProblemException(
          ProblemCode.MISSING_FILE, "The form needs a file that is not empty, named image");
    }
    return new UploadedFile(fileName, bytes, length);
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(ProblemCode.INVALID_REQUEST, detail);
  }

  static ProblemException tooLarge(long maxFileSize) {
    return new ProblemException(
        ProblemCode.FILE_TOO_LARGE, "The file has more than " + maxFileSize + " bytes");
  }
}
