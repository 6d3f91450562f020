package dev.imagevault.sabotage;

import dev.imagevault.contract.ImageRendererContract;
import dev.imagevault.contract.RendererPixelContract;
import dev.imagevault.domain.ImageBytes;
import dev.imagevault.domain.ImageFormat;
import dev.imagevault.domain.RenditionSpec;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.memory.InMemoryImageRenderer;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.RenderingException;
import dev.imagevault.port.RenderingException.Failure;
import dev.imagevault.port.Rendition;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SabotagedRendererTest {

  private static ImageRenderer suspect = new InMemoryImageRenderer();

  static class Contract extends ImageRendererContract {
    @Override
    protected ImageRenderer renderer() {
      return suspect;
    }
  }

  static class Pixels extends RendererPixelContract {
    @Override
    protected ImageRenderer renderer() {
      return suspect;
    }
  }

  private static Verdict verdictOn(ImageRenderer renderer) {
    suspect = renderer;
    return Verdict.of(Contract.class);
  }

  @Test
  void aCorrectRendererPasses() {
    verdictOn(new InMemoryImageRenderer()).isInnocent();
  }

  @Test
  void picturesThatShowNothingAreCaught() {
    suspect = new InMemoryImageRenderer();
    Verdict verdict = Verdict.of(Pixels.class);
    verdict.names("V1: ");
    verdict.names("V3: ");
  }

  @Test
  void anotherSizeIsCaught() {
    verdictOn(
            new Saboteur() {
              @Override
              Rendition changed(Rendition made) {
                return new Rendition(
                    made.spec(), made.format(), made.width() + 1, made.height(), made.bytes());
              }
            })
        .names("V2: ");
  }

  @Test
  void metadataIsCaught() {
    verdictOn(
            new Saboteur() {
              @Override
              Rendition changed(Rendition made) {
                byte[] jpeg = made.bytes().toByteArray();
                byte[] comment = {(byte) 0xff, (byte) 0xfe, 0, 3, 'x'};
                ImageBytes bytes =
                    ImageBytes.builder()
                        .add(jpeg, 0, 2)
                        .add(comment, 0, comment.length)
                        .add(jpeg, 2, jpeg.length - 2)
                        .build();
                return new Rendition(
                    made.spec(), made.format(), made.width(), made.height(), bytes);
              }
            })
        .names("V4: ");
  }

  @Test
  void theSmallestFirstIsCaught() {
    verdictOn(
            new Saboteur() {
              @Override
              void handOver(List<Rendition> made, Consumer<Rendition> out) {
                Collections.reverse(made);
                made.forEach(out);
              }
            })
        .names("the largest first");
  }

  @Test
  void aReceiverThatFailsUnheardIsCaught() {
    verdictOn(
            new Saboteur() {
              @Override
              void handOver(List<Rendition> made, Consumer<Rendition> out) {
                try {
                  made.forEach(out);
                } catch (IllegalStateException swallowed) {
                  throw new RenderingException(Failure.WORKER, "it failed", swallowed);
                }
              }
            })
        .names("what the receiver throws reaches the caller");
  }

  @Test
  void blamingTheImageForAllIsCaught() {
    verdictOn(
            new Saboteur() {
              @Override
              RenderingException changed(RenderingException failure) {
                return new RenderingException(Failure.IMAGE, "it failed", failure);
              }
            })
        .names("failure: ");
  }

  @Test
  void aTimeoutThatIsNotLookedAtIsCaught() {
    verdictOn(
            new Saboteur() {
              @Override
              Duration changed(Duration timeout) {
                return Duration.ofSeconds(1);
              }
            })
        .names("V6: ");
  }

  @Test
  void aFormatThatIsRenderedUnsaidIsCaught() {
    verdictOn(
            new Saboteur() {
              @Override
              public Set<ImageFormat> reads() {
                return Set.of(ImageFormat.JPEG);
              }
            })
        .names("failure: no engine reads");
  }

  /** Does as the correct one does, but for what a subclass changes. */
  private static class Saboteur implements ImageRenderer {

    private final ImageRenderer correct = new InMemoryImageRenderer();

    Rendition changed(Rendition made) {
      return made;
    }

    RenderingException changed(RenderingException failure) {
      return failure;
    }

    Duration changed(Duration timeout) {
      return timeout;
    }

    void handOver(List<Rendition> made, Consumer<Rendition> out) {
      made.forEach(out);
    }

    @Override
    public Set<ImageFormat> reads() {
      return correct.reads();
    }

    @Override
    public Set<Encoding> writes() {
      return correct.writes();
    }

    @Override
    public String description() {
      return correct.description();
    }

    @Override
    public void render(
        ImageFormat format,
        InputStream source,
        List<RenditionSpec> specs,
        Duration timeout,
        Consumer<Rendition> out) {
      List<Rendition> made = new ArrayList<>();
      try {
        correct.render(format, source, specs, changed(timeout), each -> made.add(changed(each)));
      } catch (RenderingException e) {
        throw changed(e);
      }
      handOver(made, out);
    }
  }
}
