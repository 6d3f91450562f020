/**
 * The service: commands, configuration and the composition of core and adapters.
 *
 * <p>{@link dev.imagevault.app.Main} has a class for each command. {@code Variable} lists what can
 * be set; {@code AppConfig} is what it comes to, read by {@code ConfigReader}, which reports all
 * problems at once. {@code Service} is the composition: the one place that knows every adapter.
 * {@code serve} runs it on the environment, and {@code dev} on what {@code DevEnvironment} makes of
 * it with the parts of {@link dev.imagevault.app.dev}. {@code doctor}, {@code reconcile} and {@code
 * erase} work beside a service, on what {@code Target} finds it to stand on.
 */
@NullMarked
package dev.imagevault.app;

import org.jspecify.annotations.NullMarked;
