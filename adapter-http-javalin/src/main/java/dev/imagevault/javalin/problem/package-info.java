/**
 * Why a request is refused: the problems of RFC 9457, and which failure is which of them. Knows
 * nothing of the server.
 */
@NullMarked
package dev.imagevault.javalin.problem;

import org.jspecify.annotations.NullMarked;
