/**
 * The command line of the service: {@link dev.imagevault.app.Main}, with a class for each command.
 *
 * <p>{@code serve} reads the {@link dev.imagevault.app.config configuration} and runs the {@link
 * dev.imagevault.app.service service}. {@code dev} fills in what is not set with the parts of
 * {@link dev.imagevault.app.dev} and runs the same. {@code migrate}, {@code token}, {@code doctor},
 * {@code reconcile}, {@code erase} and {@code health} work beside a service. What their processes
 * have in common is in {@link dev.imagevault.app.process}. None of these packages knows the
 * commands, nor each other in a circle.
 */
@NullMarked
package dev.imagevault.app;

import org.jspecify.annotations.NullMarked;
