package dev.imagevault.format;

/** The maker notes of an iPhone: a TIFF directory behind a signature, its offsets from there. */
final class AppleNotes {

  private static final String SIGNATURE = "Apple iOS\0\0\1MM";
  private static final int HEADROOM_TAG = 33;
  private static final int GAIN_TAG = 48;

  private AppleNotes() {}

  /** Returns the headroom that notes 33 and 48 make, at least 1, or NaN if one is missing. */
  static float headroom(byte[] array, int start, int end) {
    for (int i = 0; i < SIGNATURE.length(); i++) {
      if (start + i >= end || array[start + i] != SIGNATURE.charAt(i)) {
        return Float.NaN;
      }
    }
    TiffDirectory notes = TiffDirectory.at(array, start, end, true, SIGNATURE.length());
    float headroom = Float.NaN;
    float gain = Float.NaN;
    for (int entry = 0; notes != null && entry < notes.entries(); entry++) {
      if (notes.tag(entry) == HEADROOM_TAG && Float.isNaN(headroom)) {
        headroom = notes.oneRational(entry);
      } else if (notes.tag(entry) == GAIN_TAG && Float.isNaN(gain)) {
        gain = notes.oneRational(entry);
      }
    }
    return Float.isFinite(headroom) && Float.isFinite(gain) ? headroom(headroom, gain) : Float.NaN;
  }

  /** Apple, "Applying Apple HDR effect to your photos". */
  private static float headroom(float headroom, float gain) {
    float stops;
    if (headroom < 1) {
      stops = gain <= 0.01f ? -20 * gain + 1.8f : -0.101f * gain + 1.601f;
    } else {
      stops = gain <= 0.01f ? -70 * gain + 3 : -0.303f * gain + 2.303f;
    }
    return (float) Math.pow(2, Math.max(stops, 0));
  }
}
