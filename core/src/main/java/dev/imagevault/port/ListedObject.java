package dev.imagevault.port;

import java.time.Instant;

/**
 * An object of the store, as a listing shows it.
 *
 * @param key as it is, of any shape
 * @param size in bytes
 * @param lastModified when it was put, by the store's clock
 */
public record ListedObject(String key, long size, Instant lastModified) {}
