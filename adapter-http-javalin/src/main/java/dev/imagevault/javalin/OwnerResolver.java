package dev.imagevault.javalin;

import dev.imagevault.domain.OwnerId;
import io.javalin.http.Context;

/**
 * Says who is asking. {@code JwtAuthenticator} reads bearer tokens; a host application with an
 * authentication of its own brings its own resolver.
 */
@FunctionalInterface
public interface OwnerResolver {

  /**
   * Returns the user on whose behalf the request is made. Called once for each request, before
   * anything else is looked at, on a server thread; from many threads at once.
   *
   * @param context of the request; its body must not be read here
   * @throws UnauthorizedException the request names no user that can be trusted
   * @throws AuthenticationUnavailableException nobody can say at the moment
   */
  OwnerId resolve(Context context);
}
