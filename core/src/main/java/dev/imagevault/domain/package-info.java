/**
 * The values and the errors of imagevault: immutable, valid from construction, free of any
 * technology.
 *
 * <p>{@link dev.imagevault.domain.Image} is the record of one, {@link
 * dev.imagevault.domain.OwnerId} whose it is, {@link dev.imagevault.domain.ObjectKey} where its
 * bytes lie. {@link dev.imagevault.domain.VaultPolicy} has every choice that whoever runs it may
 * make. {@link dev.imagevault.domain.ImageException} is sealed: its four kinds are all that can
 * fail.
 */
@NullMarked
package dev.imagevault.domain;

import org.jspecify.annotations.NullMarked;
