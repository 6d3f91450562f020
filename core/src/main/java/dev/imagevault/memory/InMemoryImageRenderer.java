package dev.imagevault.memory;

import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.ImageRejectedException;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes grey pictures of the right size, of images of every format, at once. It has no decoder: in
 * tests this shows that there is a picture, and not of what.
 */
public final class InMemoryImageRenderer implements ImageRenderer {

  private static final Set<Encoding> WRITES = Set.of(Encoding.BEST, Encoding.JPEG);
  private static final String QUANTISATION = "ffdb004300" + "01".repeat(64);

  /** One code each of one bit: no difference from the block before, and no more in this one. */
  private static final String CODES =
      "ffc4001400" + "01" + "00".repeat(16) + "ffc4001410" + "01" + "00".repeat(16);

  @Override
  public Set<ImageFormat> reads() {
    return Set.of(ImageFormat.values());
  }

  @Override
  public Set<Encoding> writes() {
    return WRITES;
  }

  @Override
  public String description() {
    return "every format is rendered as grey, in memory";
  }

  @Override
  public void render(
      ImageFormat format,
      InputStream source,
      List<RenditionSpec> specs,
      Duration timeout,
      Consumer<Rendition> out) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a time-out is positive, not " + timeout);
    }
    if (!WRITES.containsAll(specs.stream().map(RenditionSpec::encoding).toList())) {
      throw new RenderingException(Failure.ENGINE, description(), null);
    }
    CheckedImage image = check(source);
    specs.stream()
        .sorted(Comparator.comparingInt(RenditionSpec::edge).reversed())
        .forEach(spec -> out.accept(picture(spec, spec.of(image.width(), image.height()))));
  }

  private static CheckedImage check(InputStream source) {
    try {
      byte[] bytes = source.readAllBytes();
      return ImageChecker.check(bytes, bytes.length, VaultPolicy.DEFAULT, () -> false);
    } catch (ImageRejectedException e) {
      throw new RenderingException(Failure.IMAGE, "the image cannot be rendered", e);
    } catch (IOException e) {
      throw new RenderingException(Failure.ENGINE, "the source cannot be read", e);
    }
  }

  /** A JPEG in which each block of 8 by 8 pixels takes two bits, all of them 0. */
  private static Rendition picture(RenditionSpec spec, Size size) {
    int blocks = ((size.width() + 7) / 8) * ((size.height() + 7) / 8);
    HexFormat hex = HexFormat.of();
    String frame = hex.toHexDigits((short) size.height()) + hex.toHexDigits((short) size.width());
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    jpeg.writeBytes(hex.parseHex("ffd8" + QUANTISATION));
    jpeg.writeBytes(hex.parseHex("ffc0000b08" + frame + "01011100" + CODES));
    jpeg.writeBytes(hex.parseHex("ffda0008010100003f00"));
    byte[] pixels = new byte[(2 * blocks + 7) / 8];
    int unused = 8 * pixels.length - 2 * blocks;
    pixels[pixels.length - 1] = (byte) ((1 << unused) - 1);
    jpeg.writeBytes(pixels);
    jpeg.writeBytes(hex.parseHex("ffd9"));
    ImageBytes bytes = ImageBytes.of(jpeg.toByteArray());
    return new Rendition(spec, ImageFormat.JPEG, size.width(), size.height(), bytes);
  }
}
