package dev.imagevault.app.service;

import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.port.ForwardingRenderingQueue;
import dev.imagevault.port.RenderingQueue;
import java.time.Duration;
import java.util.Set;

/**
 * Tells the database only once a minute who is at work: workers say so with every look and every
 * image, and each time is a write.
 */
final class SparingQueue extends ForwardingRenderingQueue {

  private static final Duration INTERVAL = RenderingQueue.AT_WORK.dividedBy(5);

  private boolean told;
  private long toldAt;

  SparingQueue(RenderingQueue queue) {
    super(queue);
  }

  @Override
  public synchronized void atWork(Set<MediaType> reads, Set<Encoding> writes) {
    if (!told || System.nanoTime() - toldAt > INTERVAL.toNanos()) {
      super.atWork(reads, writes);
      toldAt = System.nanoTime();
      told = true;
    }
  }
}
