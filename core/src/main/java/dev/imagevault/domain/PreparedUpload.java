package dev.imagevault.domain;

/**
 * A direct upload that its user may now send and complete.
 *
 * @param id by which it is completed or given up
 * @param request what the client sends to the store
 */
public record PreparedUpload(UploadId id, SignedPut request) {}
