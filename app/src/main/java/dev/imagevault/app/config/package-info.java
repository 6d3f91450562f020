/**
 * What the service is told. {@link dev.imagevault.app.config.Variable} lists what can be set,
 * {@link dev.imagevault.app.config.Environment} is what is set, and {@link
 * dev.imagevault.app.config.AppConfig} is what it comes to, with a record for each part. All
 * problems are reported at once, by {@code ConfigReader}.
 */
@NullMarked
package dev.imagevault.app.config;

import org.jspecify.annotations.NullMarked;
