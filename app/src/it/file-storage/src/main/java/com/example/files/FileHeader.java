package com.example.files;

import dev.imagevault.domain.MediaType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/** What stands before an image's bytes in its file: the media type, in a fixed width. */
final class FileHeader {

  static final int LENGTH = 128;

  private FileHeader() {}

  static byte[] of(MediaType mediaType) {
    String padded = String.format("%-" + LENGTH + "s", mediaType.value());
    return padded.getBytes(StandardCharsets.US_ASCII);
  }

  /** The channel is at the first byte of the image. */
  static String readType(FileChannel channel) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(LENGTH);
    while (header.hasRemaining()) {
      if (channel.read(header) < 0) {
        throw new IOException("the file is shorter than its header");
      }
    }
    return new String(header.array(), StandardCharsets.US_ASCII).strip();
  }
}
