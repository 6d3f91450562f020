package dev.imagevault.memory;

import dev.imagevault.domain.Image;
import dev.imagevault.domain.ImageId;
import dev.imagevault.domain.MediaType;
import dev.imagevault.domain.OwnerId;
import dev.imagevault.domain.RenditionSpec.Encoding;
import dev.imagevault.domain.VariantName;
import dev.imagevault.domain.VariantSpec;
import dev.imagevault.port.Rendering;
import dev.imagevault.port.RenderingQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The queue of a repository in memory, whose lock every method holds. */
final class InMemoryRenderingQueue implements RenderingQueue {

  private final InMemoryImageRepository images;
  private final Wanted wanted = new Wanted();
  private final Map<VariantName, Filling> fillings = new TreeMap<>();
  private final Map<Ability, Instant> seenAtWork = new HashMap<>();
  private long lastClaim;

  InMemoryRenderingQueue(InMemoryImageRepository images) {
    this.images = images;
  }

  @Override
  public void name(Collection<VariantSpec> variants) {
    synchronized (images) {
      wanted.name(variants, images.now());
    }
  }

  @Override
  public List<VariantSpec> named() {
    synchronized (images) {
      return wanted.at(images.now()).stream().map(Wanted.Naming::spec).toList();
    }
  }

  @Override
  public void atWork(Set<MediaType> reads, Set<Encoding> writes) {
    synchronized (images) {
      for (MediaType type : reads) {
        writes.forEach(encoding -> seenAtWork.put(new Ability(type, encoding), images.now()));
      }
    }
  }

  @Override
  public Set<Ability> abilities() {
    synchronized (images) {
      seenAtWork.values().removeIf(seen -> seen.isBefore(images.now().minus(AT_WORK)));
      return Set.copyOf(seenAtWork.keySet());
    }
  }

  /** The image, which is READY, waits if anything is wanted. */
  void enqueue(Row row) {
    if (!named().isEmpty()) {
      row.rendering.begin(images.now());
    }
  }

  private static List<VariantSpec> missing(Row row, List<VariantSpec> named) {
    return named.stream().filter(spec -> !row.hasReady(spec)).toList();
  }

  @Override
  public List<Rendering> claim(
      Set<MediaType> reads, Set<Encoding> writes, Duration timeout, int limit) {
    InMemoryImageRepository.requireLimit(limit);
    synchronized (images) {
      List<VariantSpec> named = named();
      Duration lease = timeout.multipliedBy(named.size()).plusMinutes(1);
      Predicate<VariantSpec> writable = spec -> writes.contains(spec.rendition().encoding());
      List<Row> due =
          rows()
              .filter(row -> row.rendering.isDue(images.now()))
              .filter(row -> reads.contains(row.image.original().mediaType()))
              .filter(row -> waitsForAny(missing(row, named), writable))
              .limit(limit)
              .toList();
      List<Rendering> claimed = new ArrayList<>();
      for (Row row : due) {
        row.rendering.claim(++lastClaim, images.now(), lease);
        List<VariantSpec> missing = missing(row, named).stream().filter(writable).toList();
        claimed.add(new Rendering(row.image, missing, lastClaim, lease));
      }
      return claimed;
    }
  }

  /** Returns whether there is nothing to do, which has to be settled, or something writable. */
  private static boolean waitsForAny(List<VariantSpec> missing, Predicate<VariantSpec> writable) {
    return missing.isEmpty() || missing.stream().anyMatch(writable);
  }

  @Override
  public void settle(Rendering rendering, Outcome outcome) {
    synchronized (images) {
      Image image = rendering.image();
      images
          .readyRow(image.owner(), image.id())
          .filter(row -> row.rendering.isClaimedBy(rendering))
          .ifPresent(row -> settle(row, outcome));
    }
  }

  private void settle(Row row, Outcome outcome) {
    row.rendering.settle(outcome, images.now());
    if (outcome == Outcome.DONE && missing(row, named()).isEmpty()) {
      row.rendering.end();
    }
  }

  @Override
  public Set<ImageId> failed(OwnerId owner, Collection<ImageId> ids) {
    synchronized (images) {
      return ids.stream()
          .flatMap(id -> images.readyRow(owner, id).stream())
          .filter(row -> row.rendering.isFailed())
          .map(row -> row.image.id())
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  @Override
  public int retryFailed() {
    synchronized (images) {
      List<Row> failed = rows().filter(row -> row.rendering.isFailed()).toList();
      failed.forEach(
          row -> {
            row.rendering.end();
            row.rendering.begin(images.now());
          });
      return failed.size();
    }
  }

  @Override
  public boolean fill(int limit) {
    InMemoryImageRepository.requireLimit(limit);
    synchronized (images) {
      int left = limit;
      boolean more = false;
      for (Wanted.Naming naming : wanted.at(images.now())) {
        Filling filling =
            fillings.compute(
                naming.spec().name(),
                (name, old) -> old != null && old.isFor(naming) ? old : new Filling(naming));
        List<Row> next = filling.next(images.rows, left);
        next.stream().filter(filling::isLackedBy).forEach(this::enqueue);
        left -= next.size();
        more |= !filling.isOver();
      }
      return more;
    }
  }

  @Override
  public Waiting waiting() {
    synchronized (images) {
      List<Row> waiting = rows().filter(row -> row.rendering.isWaiting()).toList();
      return new Waiting(
          waiting.size(),
          rows().filter(row -> row.rendering.isFailed()).count(),
          waiting.stream()
              .map(row -> row.rendering.waitingFor(images.now()))
              .max(Comparator.naturalOrder())
              .orElse(Duration.ZERO));
    }
  }

  private Stream<Row> rows() {
    return images.rows.descendingMap().values().stream();
  }
}
