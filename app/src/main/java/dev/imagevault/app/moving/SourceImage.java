package dev.imagevault.app.moving;

/**
 * An image as its source lists it. Nothing of it has been checked.
 *
 * @param id there
 * @param owner whose it is
 * @param key of its object
 * @param name of the file; empty if it is not known
 * @param createdAt a time as ISO 8601 has it, or PostgreSQL; empty if it is not known
 */
record SourceImage(String id, String owner, String key, String name, String createdAt) {}
