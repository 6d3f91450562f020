package dev.imagevault.javalin.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imagevault.javalin.Form;
import dev.imagevault.javalin.problem.ProblemCode;
import dev.imagevault.javalin.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UploadFormTest {

  private static final int MAX_FILE = 100_000;

  /** Reads the form in pieces of these sizes, over and over. */
  private static UploadedFile read(byte[] form, int... sizes) {
    UploadForm reader = new UploadForm(Form.BOUNDARY, MAX_FILE);
    int position = 0;
    for (int i = 0; position < form.length; i++) {
      int size = Math.min(sizes[i % sizes.length], form.length - position);
      int room = reader.sizeAfter(size);
      if (room > reader.capacity()) {
        reader.moveTo(new byte[room]);
      }
      reader.read(ByteBuffer.wrap(form, position, size).slice());
      position += size;
    }
    return reader.file();
  }

  private static byte[] content(UploadedFile file) {
    return Arrays.copyOf(file.bytes(), file.length());
  }

  @Test
  void theFileIsTheSameHoweverTheFormIsCut() {
    byte[] file =
        ("\r\n-\r\n--\r\n------a-boundar\r\n\r\n------a-boundarz\r\r\n\n------a-bound\r")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] form =
        new Form()
            .raw("a preamble\r\n\r\n------a-bound\r\n")
            .field("title", "x")
            .file("image", "a.jpg", file)
            .field("more", "y")
            .bytes();
    for (int size = 1; size <= form.length; size++) {
      assertThat(content(read(form, size))).as("pieces of " + size).isEqualTo(file);
    }
    for (int first = 1; first < form.length; first++) {
      assertThat(content(read(form, first, form.length))).as("cut at " + first).isEqualTo(file);
    }
  }

  @Test
  void contentMayBeginLikeABoundary() {
    for (String begin : new String[] {"-", "--", "------a", "\r", "\r\n", "\r\n-", "\n-"}) {
      byte[] file = (begin + "x").getBytes(StandardCharsets.US_ASCII);
      byte[] form = new Form().file("image", "a", file).bytes();
      for (int first = 1; first < form.length; first++) {
        assertThat(content(read(form, first, form.length))).isEqualTo(file);
      }
    }
  }

  @Test
  void aPartMayEndRightAfterItsHeaders() {
    byte[] form =
        new Form()
            .raw("--" + Form.BOUNDARY + "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n")
            .file("image", "a", new byte[] {1})
            .bytes();
    assertThat(read(form, 5).length()).isEqualTo(1);
  }

  @Test
  void randomFilesSurviveRandomCuts() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] alphabet = "\r\n-".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 1000; i++) {
      byte[] file = new byte[1 + random.nextInt(3000)];
      random.nextBytes(file);
      for (int k = 0; k < file.length; k++) {
        if (random.nextInt(3) > 0) {
          file[k] = alphabet[random.nextInt(alphabet.length)];
        }
      }
      byte[] form = new Form().file("image", "a", file).bytes();
      UploadedFile read = read(form, 1 + random.nextInt(700), 1 + random.nextInt(90));
      assertThat(content(read)).as("seed " + seed + ", round " + i).isEqualTo(file);
    }
  }

  @Test
  void noBoundaryMakesAFileAnother() {
    String dashes = "-".repeat(70);
    for (String boundary :
        new String[] {
          dashes, "x" + dashes.substring(1), dashes.substring(1) + "x", "-", "ababab"
        }) {
      String delimiter = "\r\n--" + boundary;
      StringBuilder nearly = new StringBuilder("\r\r\n\r\n-\r\n--\r\n-").append("y");
      for (int cut = 1; cut < delimiter.length(); cut++) {
        nearly
            .append(delimiter, 0, cut)
            .append(delimiter, cut + 1, delimiter.length())
            .append('\n');
        nearly.append(delimiter, cut, delimiter.length()).append(delimiter, 0, cut).append('z');
      }
      byte[] file = nearly.toString().getBytes(StandardCharsets.US_ASCII);
      String text =
          "--"
              + boundary
              + "\r\nContent-Disposition: form-data; name=image; filename=a\r\n\r\n"
              + nearly
              + delimiter
              + "--\r\n";
      byte[] form = text.getBytes(StandardCharsets.US_ASCII);
      for (int piece : new int[] {1, 2, 3, 71, 72, 73, 74, 75, 1000, form.length}) {
        UploadForm reader = new UploadForm(boundary, MAX_FILE);
        reader.moveTo(new byte[MAX_FILE]);
        for (int at = 0; at < form.length; at += piece) {
          reader.read(ByteBuffer.wrap(form, at, Math.min(piece, form.length - at)).slice());
        }
        assertThat(content(reader.file()))
            .as("%s in pieces of %d", boundary, piece)
            .isEqualTo(file);
      }
    }
  }

  @Test
  void aNameMayHaveControlCharactersButNoLineEnd() {
    byte[] form =
        new Form().file("image", "a\0\u0001\t\u001b\u007f\u0085b.jpg", new byte[1]).bytes();
    assertThat(read(form, 10).name()).isEqualTo("a\0\u0001\t\u001b\u007f\u0085b.jpg");
    refused(new Form().file("image", "a\rb.jpg", new byte[1]).bytes(), ProblemCode.INVALID_REQUEST);
    refused(new Form().file("image", "a\nb.jpg", new byte[1]).bytes(), ProblemCode.INVALID_REQUEST);
  }

  @Test
  void onlyTheFileNamedImageIsKept() {
    byte[] form =
        new Form()
            .file("other", "b.jpg", "other".getBytes(StandardCharsets.US_ASCII))
            .field("image", "a field is no file")
            .file("image", "a.jpg", "it".getBytes(StandardCharsets.US_ASCII))
            .file("Image", "c.jpg", "different".getBytes(StandardCharsets.US_ASCII))
            .bytes();
    UploadedFile file = read(form, 10);
    assertThat(file.name()).isEqualTo("a.jpg");
    assertThat(content(file)).asString().isEqualTo("it");
  }

  @Test
  void twoFilesNamedImageAreTooMany() {
    Form form = new Form().file("image", "a", new byte[] {1}).file("image", "b", new byte[] {2});
    refused(form.bytes(), ProblemCode.INVALID_REQUEST);
  }

  @Test
  void anEmptyFileIsMissing() {
    refused(new Form().file("image", "a.jpg", new byte[0]).bytes(), ProblemCode.MISSING_FILE);
    refused(new Form().file("image", "", new byte[0]).bytes(), ProblemCode.MISSING_FILE);
    refused(new Form().field("image", "text").bytes(), ProblemCode.MISSING_FILE);
    refused(new Form().bytes(), ProblemCode.MISSING_FILE);
  }

  @Test
  void aFileThatIsTooLargeIsRefusedWhenThatIsKnown() {
    byte[] largest = new byte[MAX_FILE];
    byte[] form = new Form().file("image", "a", largest).bytes();
    assertThat(content(read(form, 4096))).isEqualTo(largest);

    byte[] open = new Form().file("image", "a", new byte[MAX_FILE + 1]).open();
    refused(open, ProblemCode.FILE_TOO_LARGE);
  }

  @Test
  void brokenFormsAreRefused() {
    String begin = "--" + Form.BOUNDARY + "\r\n";
    String disposition = "Content-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n";
    String end = "--" + Form.BOUNDARY + "--\r\n";
    for (String form :
        new String[] {
          "no boundary at all",
          begin,
          begin + disposition,
          begin + disposition + "\r\nabc",
          begin + disposition + "\r\nabc\r\n--" + Form.BOUNDARY,
          begin + "\r\nabc\r\n" + end,
          begin + disposition + disposition + "\r\nabc\r\n" + end,
          begin + "Content-Disposition: attachment; name=\"image\"\r\n\r\nabc\r\n" + end,
          begin.replace("\r\n", "\n") + disposition + "\r\nabc\r\n" + end,
          begin.strip() + "x\r\n" + disposition + "\r\nabc\r\n" + end,
          begin + disposition.replace("\r\n", "\n") + "\r\nabc\r\n" + end,
          begin + disposition + " folded\r\n\r\nabc\r\n" + end,
          begin + disposition + "X: a\rb\r\n\r\nabc\r\n" + end,
          begin + disposition + "X : y\r\n" + disposition + "\r\nabc\r\n" + end,
          begin + "no colon\r\n\r\nabc\r\n" + end,
          begin + disposition + "Long: " + "x".repeat(20_000) + "\r\n\r\nabc\r\n" + end,
          begin + disposition + "X".repeat(20_000) + ": y\r\n\r\nabc\r\n" + end,
          (begin + "Content-Disposition: form-data; name=\"x\"\r\n\r\n\r\n").repeat(2000) + end,
          (begin
                      + "Content-Disposition: form-data; name=x\r\nX: "
                      + "y".repeat(9000)
                      + "\r\n\r\n\r\n")
                  .repeat(30)
              + end,
        }) {
      refused(form.getBytes(StandardCharsets.US_ASCII), ProblemCode.INVALID_REQUEST);
    }
  }

  private static void refused(byte[] form, ProblemCode code) {
    for (int size : new int[] {1, 7, form.length}) {
      assertThatThrownBy(() -> read(form, size))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().code()).as(e.getMessage()).isEqualTo(code));
    }
  }
}
