package dev.imagevault.domain;

/**
 * What of a quota a user has used: by all images, PENDING and READY, that are not deleted.
 *
 * @param images how many
 * @param bytes how many they have together, as stored
 */
public record Usage(long images, long bytes) {}
