/**
 * Receives uploads: {@link dev.imagevault.javalin.upload.UploadHandler} has each read by {@code
 * UploadBody} as memory comes free ({@code UploadMemory}), taken out of its form ({@code
 * UploadForm}), checked and stored.
 */
@NullMarked
package dev.imagevault.javalin.upload;

import org.jspecify.annotations.NullMarked;
