/**
 * The running service. {@link dev.imagevault.app.service.Service} is the composition, in the order
 * in which parts start: the one place that knows every adapter. {@link
 * dev.imagevault.app.service.OpenVault} is the part of it that commands for operators need too.
 */
@NullMarked
package dev.imagevault.app.service;

import org.jspecify.annotations.NullMarked;
