package dev.imagevault.app.moving;

/**
 * How images are imported.
 *
 * @param newIds whether they get new ids, and do not keep theirs
 * @param dryRun whether nothing is stored
 * @param jobs how many at a time
 * @param maxFileSize bytes that a file may have
 * @param memory bytes of heap for their files and checks
 */
public record ImportOptions(
    boolean newIds, boolean dryRun, int jobs, long maxFileSize, long memory) {}
