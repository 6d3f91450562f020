/** What a server tells of itself: of each request that it answered, and of its load. */
@NullMarked
package dev.imagevault.javalin.telemetry;

import org.jspecify.annotations.NullMarked;
