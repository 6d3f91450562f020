/**
 * The HTTP API of imagevault on Javalin.
 *
 * <p>{@link dev.imagevault.javalin.ImageServer} is a whole server, hardened for the open network.
 * {@link dev.imagevault.javalin.ImageApi} alone is the routes, to be mounted in a Javalin
 * application that is already there, with {@link dev.imagevault.javalin.OwnerResolver} as the place
 * where that application's own authentication goes in; {@code dev.imagevault.javalin.token} has the
 * one for JSON Web Tokens.
 *
 * <p>Of the packages behind this one, {@code .token} and {@code .telemetry} are for hosts too; the
 * others are no API. A request passes {@code .server}, which is all that touches Jetty, and {@code
 * ImageApi.begin}, which asks who it is and whether there is such a route ({@code Routes}). A
 * handler takes it from there: {@code .upload.UploadHandler}, {@code .image.ListingHandler}, {@code
 * .image.ImageHandler} or {@code .image.DeleteAllHandler}. What they throw becomes a {@code
 * Problem}: {@code .problem.Problems} maps every failure, {@code .answer.Answer} writes it. Calls
 * that block wait for their turn at a {@code .answer.Gate}.
 */
@NullMarked
package dev.imagevault.javalin;

import org.jspecify.annotations.NullMarked;
