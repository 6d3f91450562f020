package dev.imagevault.memory;

import dev.imagevault.contract.EdgeInvalidationContract;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.port.EdgeInvalidation;
import java.util.Set;

class InMemoryEdgeInvalidationContractTest extends EdgeInvalidationContract {

  private final InMemoryEdgeInvalidation edge = new InMemoryEdgeInvalidation();

  @Override
  protected EdgeInvalidation invalidation() {
    return edge;
  }

  @Override
  protected Set<ObjectKey> invalidated() {
    return edge.invalidated();
  }

  @Override
  protected long charged() {
    return edge.charged();
  }
}
