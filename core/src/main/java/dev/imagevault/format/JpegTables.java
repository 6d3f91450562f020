package dev.imagevault.format;

/** The syntax of a JPEG's table segments (T.81, B.2.4), and which quantization tables it has. */
final class JpegTables {

  private int quantizationTables;

  boolean hasQuantization(int destination) {
    return (quantizationTables >> destination & 1) == 1;
  }

  void quantization(Reader segment) {
    while (segment.remaining() > 0) {
      int precisionAndDestination = segment.u8();
      int precision = precisionAndDestination >> 4;
      int destination = precisionAndDestination & 15;
      if (precision > 1 || destination > 3) {
        throw segment.invalid("a quantization table is malformed");
      }
      segment.skip(precision == 0 ? 64 : 128);
      quantizationTables |= 1 << destination;
    }
  }

  static void huffman(Reader segment) {
    while (segment.remaining() > 0) {
      int classAndDestination = segment.u8();
      int codes = 0;
      for (int i = 0; i < 16; i++) {
        codes += segment.u8();
      }
      if (classAndDestination >> 4 > 1 || (classAndDestination & 15) > 3 || codes > 256) {
        throw segment.invalid("a Huffman table is malformed");
      }
      segment.skip(codes);
    }
  }
}
