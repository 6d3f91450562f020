package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.RenditionSpec.Size;
import dev.imagevault.domain.VaultPolicy;
import dev.imagevault.format.CheckedImage;
import dev.imagevault.format.ImageChecker;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.port.Rendition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every {@link ImageRenderer} promises but what its pictures show: sizes, order, failures. */
public abstract class ImageRendererContract {

  static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** For the kit's subclasses. */
  protected ImageRendererContract() {}

  /** Returns the renderer to be held to the contract. */
  protected abstract ImageRenderer renderer();

  @Test
  public final void whatItSaysItReadsItReads() {
    assertFalse(renderer().reads().isEmpty(), "there is something to test");
    for (String name : oneOfEachFormat()) {
      assertEquals(new Size(32, 24), sizeOf(render(name, 32)), "V2: the size of " + name);
    }
    assertTrue(renderer().writes().contains(Encoding.BEST), "writes: BEST is among them");
    assertFalse(renderer().description().contains("\n"), "description: it is one line");
  }

  @Test
  public final void picturesAreAsLargeAsWantedAndNeverEnlarged() {
    String name = readable(List.of("truecolour.png", "turned-6.jpg")).get(0);
    assertEquals(new Size(16, 12), sizeOf(render(name, 16)), "V2: the longer edge is the spec's");
    assertEquals(new Size(63, 47), sizeOf(render(name, 63)), "V2: the shorter edge is rounded");
    assertEquals(new Size(64, 48), sizeOf(render(name, 64)), "V2: the same size stays");
    assertEquals(new Size(64, 48), sizeOf(render(name, 4096)), "V2: nothing is enlarged");
  }

  @Test
  public final void theLargestComesFirstAndEachAsItIsMade() {
    List<Rendition> made = new ArrayList<>();
    List<RenditionSpec> specs = List.of(spec(16), spec(64), spec(20), spec(64));
    render("turned-1.jpg", specs, made);
    assertEquals(
        List.of(spec(64), spec(64), spec(20), spec(16)),
        made.stream().map(Rendition::spec).toList(),
        "render: one of each spec, the largest first");
  }

  @Test
  public final void picturesPassTheCheckOfUploadsAsTheyAre() {
    for (String name : oneOfEachFormat()) {
      Rendition rendition = render(name, 32);
      byte[] bytes = rendition.bytes().toByteArray();
      CheckedImage checked =
          ImageChecker.check(bytes, bytes.length, VaultPolicy.DEFAULT, () -> false);
      assertEquals(rendition.format(), checked.format(), "V4: the format of " + name);
      assertEquals(
          rendition.bytes().sha256(), checked.bytes().sha256(), "V4: nothing to clean in " + name);
    }
  }

  @Test
  public final void whatIsNoImageFails() {
    RenderingException failure =
        assertThrows(
            RenderingException.class,
            () -> render(new ByteArrayInputStream(new byte[1000])),
            "V5: what is no image fails");
    assertNotEquals(Failure.ENGINE, failure.failure(), "failure: the image is to blame");
  }

  @Test
  public final void aSourceThatCannotBeReadIsNoFaultOfTheImage() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the store is away");
          }
        };
    RenderingException failure =
        assertThrows(RenderingException.class, () -> render(broken), "render: it fails");
    assertEquals(Failure.ENGINE, failure.failure(), "failure: nobody is to blame");
  }

  @Test
  public final void whatTheReceiverThrowsReachesTheCaller() {
    IllegalStateException mine = new IllegalStateException("the store is away");
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                renderer()
                    .render(
                        ImageFormat.JPEG,
                        Pictures.open("turned-1.jpg"),
                        List.of(spec(16)),
                        TIMEOUT,
                        rendition -> {
                          throw mine;
                        }),
            "render: what the receiver throws reaches the caller");
    assertSame(mine, thrown, "render: what the receiver throws reaches the caller as it is");
  }

  @Test
  public final void aTimeoutThatIsNotPositiveIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            renderer()
                .render(
                    ImageFormat.JPEG,
                    Pictures.open("turned-1.jpg"),
                    List.of(spec(16)),
                    Duration.ZERO,
                    rendition -> {}),
        "V6: a time-out is positive");
  }

  @Test
  public final void whatItDoesNotSayIsRefusedWithoutBlame() {
    for (ImageFormat format : EnumSet.complementOf(EnumSet.copyOf(renderer().reads()))) {
      String name = "still." + format.extension();
      assertNoEngine(name, Encoding.BEST, "failure: no engine reads " + format);
    }
    for (Encoding encoding : EnumSet.complementOf(EnumSet.copyOf(renderer().writes()))) {
      assertNoEngine("turned-1.jpg", encoding, "failure: no engine writes " + encoding);
    }
  }

  private void assertNoEngine(String name, Encoding encoding, String what) {
    RenditionSpec spec = new RenditionSpec(32, encoding);
    RenderingException failure =
        assertThrows(RenderingException.class, () -> render(name, spec), what);
    assertEquals(Failure.ENGINE, failure.failure(), what);
  }

  private List<String> oneOfEachFormat() {
    List<String> names = new ArrayList<>();
    for (ImageFormat format : renderer().reads()) {
      List<String> all =
          Pictures.COLOURED.stream().filter(it -> Pictures.formatOf(it) == format).toList();
      names.add(all.get(all.size() - 1));
    }
    return names;
  }

  static RenditionSpec spec(int edge) {
    return new RenditionSpec(edge, Encoding.BEST);
  }

  final List<String> readable(List<String> names) {
    return names.stream()
        .filter(name -> renderer().reads().contains(Pictures.formatOf(name)))
        .toList();
  }

  final Rendition render(String name, int edge) {
    return render(name, spec(edge));
  }

  final Rendition render(String name, RenditionSpec spec) {
    List<Rendition> made = new ArrayList<>();
    render(name, List.of(spec), made);
    assertEquals(1, made.size(), "render: one picture of " + name);
    return made.get(0);
  }

  final void render(String name, List<RenditionSpec> specs, List<Rendition> made) {
    renderer().render(Pictures.formatOf(name), Pictures.open(name), specs, TIMEOUT, made::add);
  }

  private void render(InputStream source) {
    renderer().render(ImageFormat.JPEG, source, List.of(spec(16)), TIMEOUT, rendition -> {});
  }

  private static Size sizeOf(Rendition rendition) {
    return new Size(rendition.width(), rendition.height());
  }
}
