package dev.imagevault.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.domain.VaultPolicy;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

class ZlibStreamTest {

  private static int end(byte[] file, int from) {
    Budget budget = new Budget(file.length, VaultPolicy.DEFAULT.maxPixels(), () -> false);
    return new ZlibStream(new Reader("The image", file, 0, file.length, budget))
        .end(from, file.length, after -> 0);
  }

  private static byte[] compressed(byte[] data, int level, int strategy) {
    Deflater deflater = new Deflater(level);
    deflater.setStrategy(strategy);
    deflater.setInput(data);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] part = new byte[10_000];
    while (!deflater.finished()) {
      out.write(part, 0, deflater.deflate(part));
    }
    deflater.end();
    return out.toByteArray();
  }

  @Test
  void endsWhereTheDeflaterEnded() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int size : new int[] {0, 1, 2, 100, 5_000, 200_000}) {
      for (int letters : new int[] {1, 3, 60, 256}) {
        byte[] data = new byte[size];
        for (int i = 0; i < size; i++) {
          data[i] = (byte) random.nextInt(letters);
        }
        for (int level : new int[] {0, 1, 6, 9}) {
          for (int strategy = Deflater.DEFAULT_STRATEGY; strategy <= 2; strategy++) {
            byte[] stream = compressed(data, level, strategy);
            byte[] file = new byte[3 + stream.length + random.nextInt(9)];
            random.nextBytes(file);
            System.arraycopy(stream, 0, file, 3, stream.length);
            assertThat(end(file, 3))
                .as("seed %s, size %s", seed, size)
                .isEqualTo(3 + stream.length);
            int cut = random.nextInt(stream.length);
            assertThat(end(Arrays.copyOf(file, 3 + cut), 3))
                .as("seed %s, cut at %s", seed, cut)
                .isEqualTo(ZlibStream.NO_END);
          }
        }
      }
    }
  }

  @Test
  void aBombCostsNoMoreThanItsBytes() {
    byte[] bomb = compressed(new byte[200 << 20], 9, Deflater.DEFAULT_STRATEGY);
    Budget budget = new Budget(bomb.length, VaultPolicy.DEFAULT.maxPixels(), () -> false);
    ZlibStream stream = new ZlibStream(new Reader("The image", bomb, 0, bomb.length, budget));
    assertThat(stream.end(0, bomb.length, after -> 0)).isEqualTo(bomb.length);
    assertThat(budget.stepsTaken()).isLessThan(bomb.length);
  }

  @Test
  void anyBytesEndOrDoNot() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] file = new byte[random.nextInt(80)];
      random.nextBytes(file);
      assertThat(end(file, 0)).as("seed %s", seed).isBetween(ZlibStream.NO_END, file.length);
    }
  }
}
