package dev.imagevault.s3;

import dev.imagevault.contract.UrlSignerContract;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.UrlSigner;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

class S3UrlSignerContractTest extends UrlSignerContract {

  private static final String ACCESS_KEY = "AKIDEXAMPLE";
  private static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

  @Override
  protected UrlSigner signer() {
    S3Connection connection =
        new S3Connection(
            Region.US_EAST_1,
            Optional.of(URI.create("http://store.example:9000")),
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)));
    return new S3UrlSigner(connection, new S3Bucket("images"), Duration.ofHours(1));
  }

  @Override
  protected boolean opens(String url, ObjectKey key, Instant at) {
    return url.startsWith("http://store.example:9000/images/" + key + "?")
        && new SigV4Judge(ACCESS_KEY, SECRET_KEY).opens(url, at);
  }
}
