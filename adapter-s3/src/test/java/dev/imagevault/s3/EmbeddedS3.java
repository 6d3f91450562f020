package dev.imagevault.s3;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** An S3 server in this process, in memory, that verifies signatures; with one empty bucket. */
final class EmbeddedS3 implements AutoCloseable {

  static final String BUCKET = "images";

  private static final String ACCESS_KEY = "test-access-key";
  private static final String SECRET_KEY = "test-secret-key";

  private final S3Proxy server;
  private final S3Client client;

  EmbeddedS3() throws Exception {
    server =
        S3Proxy.builder()
            .blobStore(new InMemory())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
            .build();
    server.start();
    client = connection(SECRET_KEY).newClient();
    client.createBucket(b -> b.bucket(BUCKET));
  }

  /** Returns a client of this server, with the right credentials. */
  S3Client client() {
    return client;
  }

  /** Returns a connection to this server, with the right credentials. */
  S3Connection connection() {
    return connection(SECRET_KEY);
  }

  /** Returns a connection to this server with this secret key. */
  S3Connection connection(String secretKey) {
    return new S3Connection(
        Region.US_EAST_1,
        Optional.of(URI.create("http://127.0.0.1:" + server.getPort())),
        credentials(secretKey));
  }

  private static AwsCredentialsProvider credentials(String secretKey) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, secretKey));
  }

  /**
   * What is told of an object is of the bytes that follow: the original reads one after the other,
   * and another object may have taken its place in between.
   */
  private static final class InMemory extends ForwardingBlobStore {

    InMemory() {
      super(new TransientNio2BlobStore());
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
      HeadObjectRequest head =
          HeadObjectRequest.builder().bucket(request.bucket()).key(request.key()).build();
      while (true) {
        ResponseInputStream<GetObjectResponse> object = super.getBlob(request);
        HeadObjectResponse now = super.blobMetadataIfPresent(head);
        if (now == null || Objects.equals(now.eTag(), object.response().eTag())) {
          return object;
        }
        object.abort();
      }
    }
  }

  @Override
  public void close() throws Exception {
    client.close();
    server.stop();
  }
}
