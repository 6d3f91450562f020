package com.example.timed;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.imagevault.contract.EdgeInvalidationContract;
import dev.imagevault.contract.ImageRendererContract;
import dev.imagevault.contract.ImageRepositoryContract;
import dev.imagevault.contract.ImageStorageContract;
import dev.imagevault.contract.ImportRepositoryContract;
import dev.imagevault.contract.RenderingQueueContract;
import dev.imagevault.contract.UploadRepositoryContract;
import dev.imagevault.contract.UploadSignerContract;
import dev.imagevault.contract.UrlSignerContract;
import dev.imagevault.contract.VariantRepositoryContract;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.memory.InMemoryEdgeInvalidation;
import dev.imagevault.memory.InMemoryImageRenderer;
import dev.imagevault.memory.InMemoryImageRepository;
import dev.imagevault.memory.InMemoryImageStorage;
import dev.imagevault.memory.InMemoryUploadSigner;
import dev.imagevault.memory.InMemoryUrlSigner;
import dev.imagevault.port.EdgeInvalidation;
import dev.imagevault.port.ImageRenderer;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.ImportRepository;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.UploadSigner;
import dev.imagevault.port.UrlSigner;
import dev.imagevault.port.VariantRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A timed port keeps every promise that it kept before. */
class TimedPortsTest {

  private final Map<String, Duration> times = new ConcurrentHashMap<>();
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private InMemoryImageRepository memory = new InMemoryImageRepository(clock);
  private final InMemoryImageStorage objects = new InMemoryImageStorage(clock);

  private <T> T timed(Class<T> port, T adapter) {
    return Timed.port(port, adapter, times::put);
  }

  private ImageRepository emptyImages() {
    memory = new InMemoryImageRepository(clock);
    return timed(ImageRepository.class, memory);
  }

  private ImageStorage store() {
    return timed(ImageStorage.class, objects);
  }

  private VariantRepository timedVariants() {
    return timed(VariantRepository.class, memory.variants());
  }

  private RenderingQueue timedQueue() {
    return timed(RenderingQueue.class, memory.renderings());
  }

  @Test
  void everyCallIsTimed() {
    emptyImages().ping();
    assertTrue(times.containsKey("ImageRepository.ping"));
  }

  @Nested
  class Images extends ImageRepositoryContract {
    @Override
    protected ImageRepository emptyRepository() {
      return emptyImages();
    }

    @Override
    protected void passTime(Duration duration) {
      now = now.plus(duration);
    }
  }

  @Nested
  class Uploads extends UploadRepositoryContract {
    @Override
    protected ImageRepository emptyRepository() {
      return emptyImages();
    }

    @Override
    protected UploadRepository uploads(ImageRepository images) {
      return timed(UploadRepository.class, memory.uploads());
    }

    @Override
    protected void passTime(Duration duration) {
      now = now.plus(duration);
    }
  }

  @Nested
  class Variants extends VariantRepositoryContract {
    @Override
    protected ImageRepository emptyRepository() {
      return emptyImages();
    }

    @Override
    protected VariantRepository variants() {
      return timedVariants();
    }

    @Override
    protected RenderingQueue renderings() {
      return timedQueue();
    }

    @Override
    protected void passTime(Duration duration) {
      now = now.plus(duration);
    }
  }

  @Nested
  class Queue extends RenderingQueueContract {
    @Override
    protected ImageRepository emptyRepository() {
      return emptyImages();
    }

    @Override
    protected VariantRepository variants() {
      return timedVariants();
    }

    @Override
    protected RenderingQueue renderings() {
      return timedQueue();
    }

    @Override
    protected void passTime(Duration duration) {
      now = now.plus(duration);
    }
  }

  @Nested
  class Imports extends ImportRepositoryContract {
    @Override
    protected ImageRepository emptyRepository() {
      return emptyImages();
    }

    @Override
    protected ImportRepository imports(ImageRepository images) {
      return timed(ImportRepository.class, memory.imports());
    }

    @Override
    protected void passTime(Duration duration) {
      now = now.plus(duration);
    }
  }

  @Nested
  class Objects extends ImageStorageContract {
    @Override
    protected ImageStorage storage() {
      return store();
    }
  }

  @Nested
  class Renderer extends ImageRendererContract {
    @Override
    protected ImageRenderer renderer() {
      return timed(ImageRenderer.class, new InMemoryImageRenderer());
    }
  }

  @Nested
  class Urls extends UrlSignerContract {
    private final InMemoryUrlSigner urls = new InMemoryUrlSigner();

    @Override
    protected UrlSigner signer() {
      return timed(UrlSigner.class, urls);
    }

    @Override
    protected boolean opens(String url, ObjectKey key, Instant at) {
      return urls.opens(url, key, at);
    }
  }

  @Nested
  class UploadUrls extends UploadSignerContract {
    private final InMemoryUploadSigner urls = new InMemoryUploadSigner(objects, clock);

    @Override
    protected UploadSigner signer() {
      return timed(UploadSigner.class, urls);
    }

    @Override
    protected ImageStorage storage() {
      return store();
    }

    @Override
    protected boolean send(String url, Map<String, String> headers, byte[] file) {
      return urls.put(url, headers, file);
    }

    @Override
    protected void waitUntil(Instant time) {
      now = time;
    }
  }

  @Nested
  class Edge extends EdgeInvalidationContract {
    private final InMemoryEdgeInvalidation edge = new InMemoryEdgeInvalidation();

    @Override
    protected EdgeInvalidation invalidation() {
      return timed(EdgeInvalidation.class, edge);
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
}
