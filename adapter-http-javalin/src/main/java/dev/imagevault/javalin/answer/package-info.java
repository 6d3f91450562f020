/**
 * How every request is answered: with an id, as JSON or as a problem, at once or in its turn
 * ({@link dev.imagevault.javalin.answer.Gate}).
 */
@NullMarked
package dev.imagevault.javalin.answer;

import org.jspecify.annotations.NullMarked;
