/**
 * Bearer tokens: an {@link dev.imagevault.javalin.OwnerResolver} for users who come with JSON Web
 * Tokens.
 *
 * <p>{@link dev.imagevault.javalin.token.JwtAuthenticator} is the resolver. {@link
 * dev.imagevault.javalin.token.JwtKeys} says which keys sign its tokens, and {@link
 * dev.imagevault.javalin.token.JwtRules} what a token must say beside. Nothing in {@code
 * dev.imagevault.javalin} knows this package.
 */
@NullMarked
package dev.imagevault.javalin.token;

import org.jspecify.annotations.NullMarked;
