package dev.imagevault.cloudfront;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The test keys among the resources, all made with openssl. */
final class TestKeys {

  static final String ID = "KTESTKEY";

  private TestKeys() {}

  static CloudFrontKey rsa() {
    return CloudFrontKey.parse(ID, pem("rsa-pkcs1.pem"));
  }

  static CloudFrontKey ec() {
    return CloudFrontKey.parse(ID, pem("ec-sec1.pem"));
  }

  static String pem(String file) {
    try (InputStream in =
        Objects.requireNonNull(TestKeys.class.getResourceAsStream("keys/" + file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
