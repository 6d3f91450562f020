package dev.imagevault.cloudfront;

import dev.imagevault.contract.EdgeInvalidationContract;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.EdgeInvalidation;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import software.amazon.awssdk.services.cloudfront.CloudFrontClient;

class CloudFrontInvalidationContractTest extends EdgeInvalidationContract {

  private CloudFrontApi api;
  private CloudFrontClient client;

  @BeforeEach
  void start() throws IOException {
    api = new CloudFrontApi();
    client = api.newClient();
  }

  @AfterEach
  void stop() {
    client.close();
    api.close();
  }

  @Override
  protected EdgeInvalidation invalidation() {
    return new CloudFrontInvalidation(
        client, CloudFrontApi.DISTRIBUTION_ID, DistributionUrl.parse("images.example.com"));
  }

  @Override
  protected Set<ObjectKey> invalidated() {
    return api.invalidations().values().stream()
        .flatMap(List::stream)
        .map(path -> new ObjectKey(path.substring(1)))
        .collect(Collectors.toSet());
  }

  @Override
  protected long charged() {
    return api.invalidations().values().stream().mapToLong(List::size).sum();
  }
}
