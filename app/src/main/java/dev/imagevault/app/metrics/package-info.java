/** What operators see of a running service: Prometheus metrics, all of them with bounded labels. */
@NullMarked
package dev.imagevault.app.metrics;

import org.jspecify.annotations.NullMarked;
