/**
 * The HTTP API of imagevault on Javalin.
 *
 * <p>{@link dev.imagevault.javalin.ImageServer} is a whole server, hardened for the open network.
 * {@link dev.imagevault.javalin.ImageApi} alone is the routes, to be mounted in a Javalin
 * application that is already there, with {@link dev.imagevault.javalin.OwnerResolver} as the place
 * where that application's own authentication goes in; {@code dev.imagevault.javalin.token} has the
 * one for JSON Web Tokens.
 *
 * <p>A request goes through {@code ImageApi.begin}, which asks who it is and whether there is such
 * a route ({@code Routes}), to one of {@code UploadHandler}, {@code Listing} and {@code Images}.
 * What they throw becomes a {@code Problem}: {@code Problems} maps every failure, {@code Answer}
 * writes it. An upload is read by {@code UploadBody} without holding a thread, within {@code
 * UploadMemory}; calls that block wait for their turn at a {@code Gate}.
 */
@NullMarked
package dev.imagevault.javalin;

import org.jspecify.annotations.NullMarked;
