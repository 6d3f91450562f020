package dev.imagevault.s3;

import java.io.IOException;
import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * An object's bytes as they arrive. Closed before its end, it drops the connection, which is
 * quicker than reading the rest. Not thread-safe.
 */
final class ObjectContent extends InputStream {

  private final ResponseInputStream<GetObjectResponse> response;
  private boolean ended;

  ObjectContent(ResponseInputStream<GetObjectResponse> response) {
    this.response = response;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      int count = response.read(target, offset, length);
      ended = count < 0;
      return count;
    } catch (SdkException e) {
      // Such as a checksum that does not match what was read.
      throw new IOException("S3 sent an object that cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    if (ended) {
      response.close();
    } else {
      response.abort();
    }
  }
}
