package dev.imagevault.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The parameters of a gain map as ISO 21496-1 writes them: versions, flags and fractions. */
final class IsoGainMap {

  private static final int FLAGS_AT = 4;
  private static final int CHANNELS = 1 << 7;
  private static final int BASE_COLOURS = 1 << 6;
  private static final int COMMON_DENOMINATOR = 1 << 3;
  private static final int BACKWARD = 1 << 2;
  private static final int HEADROOMS = 2;
  private static final int OF_CHANNEL = 5;

  private IsoGainMap() {}

  /**
   * Returns the parameters without what is reserved, or null if they are of a version that is not
   * known, of another length than their flags say, or divide by zero.
   */
  static byte @Nullable [] parameters(Reader data) {
    int length = data.remaining();
    if (length <= FLAGS_AT) {
      return null;
    }
    byte[] array = data.array();
    byte[] parameters = Arrays.copyOfRange(array, data.position(), data.position() + FLAGS_AT + 1);
    int flags = parameters[FLAGS_AT];
    int numbers = HEADROOMS + OF_CHANNEL * ((flags & CHANNELS) == 0 ? 1 : 3);
    boolean isCommon = (flags & COMMON_DENOMINATOR) != 0;
    int expected = FLAGS_AT + 1 + (isCommon ? 4 + 4 * numbers : 8 * numbers);
    if (length != expected || parameters[0] != 0 || parameters[1] != 0) {
      return null;
    }
    parameters = Arrays.copyOfRange(array, data.position(), data.end());
    parameters[2] = 0;
    parameters[3] = 0;
    parameters[FLAGS_AT] =
        (byte) (flags & (CHANNELS | BASE_COLOURS | COMMON_DENOMINATOR | BACKWARD));
    int denominator = FLAGS_AT + 1 + (isCommon ? 0 : 4);
    for (int i = 0; i < (isCommon ? 1 : numbers); i++) {
      if (TiffDirectory.number(parameters, denominator + 8 * i, 4, true) == 0) {
        return null;
      }
    }
    return parameters;
  }
}
