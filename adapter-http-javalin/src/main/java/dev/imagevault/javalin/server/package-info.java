/**
 * The server below the routes, and all that touches Jetty. What a client can stretch is bounded,
 * and bodies are read and thrown away without a thread that waits. {@link
 * dev.imagevault.javalin.server.Budgets} says how threads and time are shared out.
 */
@NullMarked
package dev.imagevault.javalin.server;

import org.jspecify.annotations.NullMarked;
