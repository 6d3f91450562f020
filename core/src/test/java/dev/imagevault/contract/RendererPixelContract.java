package dev.imagevault.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.Rendition;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/** What the pictures of an {@link dev.imagevault.port.ImageRenderer} that has a decoder show. */
public abstract class RendererPixelContract extends ImageRendererContract {

  private static final int EXACT = 6;

  /** Untagged inks are turned into light in more than one way. */
  private static final int INKS = 80;

  private static final int BOMB_SIDE = 30_000;
  private static final int MUTANTS = 4;
  private static final long MEBIBYTE = 1 << 20;

  /** For the kit's subclasses. */
  protected RendererPixelContract() {}

  @Test
  public final void coloursAndOrientationAreAsShown() {
    List<String> names = readable(Pictures.COLOURED);
    for (String name : names) {
      Rendition made = render(name, 32);
      Pictures.assertShows(Pictures.COLOURS, Pictures.decode(made), EXACT, "V1: " + name);
    }
    assertTrue(names.size() >= 10, "all orientations and two wide gamuts were tried");
  }

  @Test
  public final void greyIsGrey() {
    for (String name : readable(Pictures.GREY)) {
      BufferedImage image = Pictures.decode(render(name, 32));
      Pictures.assertShows(Pictures.GREYS, image, EXACT, "V1: " + name);
    }
  }

  @Test
  public final void inksAreTurnedIntoLightOrRefused() {
    try {
      BufferedImage image = Pictures.decode(render("cmyk.jpg", 32));
      Pictures.assertShows(Pictures.COLOURS, image, INKS, "V1: cmyk.jpg");
    } catch (RenderingException e) {
      assertEquals(RenderingException.Failure.IMAGE, e.failure(), "V1: inks may be refused");
    }
  }

  @Test
  public final void theSmallerShowsWhatTheLargerShows() {
    for (String name : readable(List.of("turned-6.jpg", "p3.jpg", "deep.png", "turned.avif"))) {
      List<Rendition> made = new ArrayList<>();
      render(name, List.of(spec(64), spec(32)), made);
      for (Rendition each : made) {
        BufferedImage image = Pictures.decode(each);
        Pictures.assertShows(Pictures.COLOURS, image, EXACT + 4, "V1: " + name + " in several");
      }
    }
  }

  @Test
  public final void transparencyIsKept() {
    for (String name : readable(Pictures.TRANSPARENT)) {
      for (Rendition made : twoSizes(name, Encoding.BEST)) {
        if (made.format() == ImageFormat.PNG) {
          int corner = Pictures.decode(made).getRGB(made.width() - 2, 2);
          assertEquals(0, corner >>> 24, "V3: transparency of " + name + " is kept");
        } else {
          assertEquals(ImageFormat.WEBP, made.format(), "V3: " + name + " is WebP or PNG");
          assertTransparent(made, name);
        }
      }
    }
  }

  /** There is no decoder of WebP here, but the renderer's own: white shows through it. */
  private void assertTransparent(Rendition webp, String name) {
    byte[] vp8x = webp.bytes().toByteArray();
    assertEquals('X', vp8x[15], "V3: " + name + " has the header of a WebP with more than pixels");
    assertTrue((vp8x[20] & 0x10) != 0, "V3: transparency of " + name + " is kept");
    List<Rendition> made = new ArrayList<>();
    renderer()
        .render(
            ImageFormat.WEBP,
            webp.bytes().newInputStream(),
            List.of(new RenditionSpec(64, Encoding.JPEG)),
            TIMEOUT,
            made::add);
    assertWhite(made.get(0), name);
  }

  @Test
  public final void inJpegTransparencyIsWhite() {
    for (String name : readable(Pictures.TRANSPARENT)) {
      for (Rendition made : twoSizes(name, Encoding.JPEG)) {
        assertEquals(ImageFormat.JPEG, made.format(), "V3: " + name + " is JPEG");
        assertWhite(made, name);
      }
    }
  }

  private List<Rendition> twoSizes(String name, Encoding encoding) {
    List<Rendition> made = new ArrayList<>();
    render(name, List.of(new RenditionSpec(64, encoding), new RenditionSpec(32, encoding)), made);
    assertEquals(2, made.size(), "render: both pictures of " + name);
    return made;
  }

  private static void assertWhite(Rendition made, String name) {
    List<Integer> left = Pictures.COLOURS;
    List<Integer> onWhite = List.of(left.get(0), 0xffffff, left.get(2), 0xffffff);
    Pictures.assertShows(onWhite, Pictures.decode(made), 2 * EXACT, "V3: " + name + " on white");
  }

  @Test
  public final void picturesOfPhotosAreJpeg() {
    assertEquals(ImageFormat.JPEG, render("turned-1.jpg", 32).format(), "BEST: a photo is JPEG");
  }

  /**
   * Encoders of WebP take EXIF along, and with it the orientation, which would be applied twice.
   */
  @Test
  public final void aWebpOfATurnedPhotoIsTurnedOnce() {
    if (!renderer().writes().contains(Encoding.WEBP)) {
      return;
    }
    Rendition webp = render("turned-6.jpg", new RenditionSpec(64, Encoding.WEBP));
    assertEquals(ImageFormat.WEBP, webp.format(), "WEBP: what was asked for");
    List<Rendition> made = new ArrayList<>();
    renderer()
        .render(
            ImageFormat.WEBP,
            webp.bytes().newInputStream(),
            List.of(new RenditionSpec(64, Encoding.JPEG)),
            TIMEOUT,
            made::add);
    BufferedImage image = Pictures.decode(made.get(0));
    Pictures.assertShows(Pictures.COLOURS, image, 2 * EXACT, "V1: the WebP of turned-6.jpg");
  }

  /** The calling thread does all of this process's work, so what it allocates is what it costs. */
  @Test
  public final void aBombCostsThisProcessNothing() {
    byte[] bomb = bomb();
    long before = allocated();
    try {
      render(ImageFormat.PNG, bomb);
    } catch (RenderingException expected) {
      assertFalse(String.valueOf(expected.getMessage()).isEmpty(), "V5: it says why");
    }
    assertTrue(allocated() - before < MEBIBYTE, "V5: a bomb costs no heap");
    render("turned-1.jpg", 32);
  }

  @Test
  public final void mutantsFailOrAreRendered() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    long before = allocated();
    for (String name : readable(List.of("progressive.jpg", "palette.png", "still.heic"))) {
      byte[] whole = Pictures.open(name).readAllBytes();
      for (int i = 0; i < MUTANTS; i++) {
        byte[] mutant = whole.clone();
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
          mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
        }
        try {
          render(Pictures.formatOf(name), mutant);
        } catch (RenderingException e) {
          assertFalse(
              e.failure() == RenderingException.Failure.ENGINE,
              "V5: a mutant is to blame for its failure (seed " + seed + "): " + e.getMessage());
        }
      }
    }
    assertTrue(
        allocated() - before < 3 * MUTANTS * MEBIBYTE, "V5: mutants cost little (seed " + seed);
  }

  private void render(ImageFormat format, byte[] source) {
    renderer()
        .render(format, new ByteArrayInputStream(source), List.of(spec(32)), TIMEOUT, made -> {});
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** Nearly a gigapixel of nothing in less than a megabyte: 16 bits of each colour and of alpha. */
  private static byte[] bomb() {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteBuffer header = ByteBuffer.allocate(13).putInt(BOMB_SIDE).putInt(BOMB_SIDE);
    chunk(png, "IHDR", header.put((byte) 16).put((byte) 6).array());
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(pixels)) {
      byte[] row = new byte[1 + 8 * BOMB_SIDE];
      for (int y = 0; y < 400; y++) {
        deflater.write(row);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    chunk(png, "IDAT", pixels.toByteArray());
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length).putInt(data.length);
    chunk.put(type.getBytes(java.nio.charset.StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    png.writeBytes(chunk.putInt((int) crc.getValue()).array());
  }
}
