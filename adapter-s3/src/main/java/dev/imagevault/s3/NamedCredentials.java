package dev.imagevault.s3;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Credentials whose failures have a type of their own. What their provider throws looks like an
 * answer of the service that is asked (STS refuses a role as S3 refuses an object), or like nothing
 * in particular. As thread-safe as the provider.
 */
final class NamedCredentials implements AwsCredentialsProvider {

  private final AwsCredentialsProvider provider;

  NamedCredentials(AwsCredentialsProvider provider) {
    this.provider = provider;
  }

  /** There were no credentials to sign with, so that nothing was sent. */
  static final class Missing extends SdkException {

    private static final long serialVersionUID = 1L;

    private Missing(RuntimeException reason) {
      super(builder().message(reason.getMessage()).cause(reason));
    }
  }

  @Override
  public AwsCredentials resolveCredentials() {
    try {
      return provider.resolveCredentials();
    } catch (RuntimeException e) {
      throw new Missing(e);
    }
  }
}
