/**
 * Private user images: {@link dev.imagevault.ImageVault} is the way in.
 *
 * <h2>Where things are</h2>
 *
 * <p>{@link dev.imagevault.domain} has the values that are handed about and the errors. {@link
 * dev.imagevault.format} decides what bytes are an acceptable image and removes what is private.
 * {@link dev.imagevault.port} says what is needed from outside: a store, a signer, a repository,
 * perhaps an edge. {@link dev.imagevault.memory} has all of these in memory; the real ones are
 * modules of their own. Nothing here starts a thread, logs, or asks for the time other than by the
 * clock it is given.
 *
 * <h2>The life of an image</h2>
 *
 * <ol>
 *   <li>An upload is checked and cleaned, and recorded as {@link
 *       dev.imagevault.domain.ImageStatus#PENDING PENDING}. Only then its object is put, and only
 *       then the record is {@link dev.imagevault.domain.ImageStatus#READY READY}: an object without
 *       a record cannot come to be.
 *   <li>READY images are listed and found, and get URLs that expire.
 *   <li>A delete makes the record {@link dev.imagevault.domain.ImageStatus#DELETING DELETING},
 *       which nobody sees. Only when the object is gone the record goes too: a crash in between
 *       leaves what to finish.
 *   <li>{@link dev.imagevault.ImageVault#sweep} finishes: it takes up what is DELETING, and PENDING
 *       records so old that nobody can be working on them, by making those DELETING first.
 * </ol>
 *
 * <p>So no fault leaves what only a walk through the whole store would find. {@link
 * dev.imagevault.ImageVault#reconcile} is that walk, for damage that was done from outside.
 */
@NullMarked
package dev.imagevault;

import org.jspecify.annotations.NullMarked;
