/**
 * What makes bytes an acceptable image: each format's container is walked with bounds on every
 * length. Nothing is ever decoded or inflated.
 */
@NullMarked
package dev.imagevault.format;

import org.jspecify.annotations.NullMarked;
