package dev.imagevault.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** Over https as well, where the SDK by itself would sign no hash of the body. */
class ChecksumSignerTest {

  private static final String SHA256_OF_BODY =
      "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5";

  private static String signedHash(String endpoint, String... header) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.PUT).uri(URI.create(endpoint));
    if (header.length > 0) {
      request.putHeader(header[0], header[1]);
    }
    return ChecksumSigner.scheme()
        .signer()
        .sign(
            sign ->
                sign.identity(AwsBasicCredentials.create("access", "secret"))
                    .request(request.build())
                    .payload(
                        () -> new ByteArrayInputStream("body".getBytes(StandardCharsets.US_ASCII)))
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                    .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false))
        .request()
        .firstMatchingHeader("x-amz-content-sha256")
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://store.example.com/photos/x", "http://127.0.0.1/photos/x"})
  void aBodyWithoutChecksumIsHashedAndItsHashSigned(String endpoint) {
    assertThat(signedHash(endpoint)).isEqualTo(SHA256_OF_BODY);
  }

  @Test
  void aBodyWhoseChecksumIsSignedIsNotHashedAgain() {
    assertThat(signedHash("https://store.example.com/photos/x", "x-amz-checksum-sha256", "abc="))
        .isEqualTo("UNSIGNED-PAYLOAD");
  }
}
