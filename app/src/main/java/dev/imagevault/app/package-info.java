/**
 * The service: commands, configuration and the composition of core and adapters. {@link
 * dev.imagevault.app.Main} is where it begins.
 */
@NullMarked
package dev.imagevault.app;

import org.jspecify.annotations.NullMarked;
