package dev.imagevault.domain;

/**
 * What of a quota a user has used: by all images, PENDING and READY, that are not deleted, and by
 * prepared direct uploads.
 *
 * @param images how many
 * @param bytes how many they have together, as stored or announced
 */
public record Usage(long images, long bytes) {}
