/**
 * The values and the errors of imagevault: immutable, valid from construction, free of any
 * technology.
 */
@NullMarked
package dev.imagevault.domain;

import org.jspecify.annotations.NullMarked;
