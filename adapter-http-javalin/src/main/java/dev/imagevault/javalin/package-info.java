/**
 * The HTTP API of imagevault on Javalin.
 *
 * <p>{@link dev.imagevault.javalin.ImageServer} is a whole server, hardened for the open network.
 * {@link dev.imagevault.javalin.ImageApi} alone is the routes, to be mounted in a Javalin
 * application that is already there, with {@link dev.imagevault.javalin.OwnerResolver} as the place
 * where that application's own authentication goes in.
 */
@NullMarked
package dev.imagevault.javalin;

import org.jspecify.annotations.NullMarked;
