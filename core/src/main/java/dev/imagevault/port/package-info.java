/**
 * What imagevault needs from the outside: a store of objects, a signer of URLs, a repository of
 * image records, and where wanted a way to clear an edge's cache. Variants, which are optional,
 * need a renderer, a repository and a queue of their own. All calls block and are safe from any
 * number of threads. Absent is {@link java.util.Optional}, never null. A failure is a {@link
 * dev.imagevault.domain.BackEndException}, which says what the caller may conclude.
 *
 * <p>Each numbered promise has a test in the contract kit (package {@code dev.imagevault.contract}
 * of core's test-jar), which every adapter passes.
 */
@NullMarked
package dev.imagevault.port;

import org.jspecify.annotations.NullMarked;
