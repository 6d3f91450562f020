package dev.imagevault.javalin.upload;

/**
 * The file of an upload, as it was received.
 *
 * @param name as the client gave it, perhaps empty, perhaps hostile
 * @param bytes the file is the first of them
 * @param length how many of them
 */
record UploadedFile(String name, byte[] bytes, int length) {}
