package dev.imagevault.javalin;

import dev.imagevault.javalin.problem.Problem;
import dev.imagevault.javalin.problem.ProblemException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The routes of the API in one table, from which Javalin's routing is filled and the refusal of
 * what has no route is decided.
 */
final class Routes {

  private static final Pattern PARAMETER = Pattern.compile("\\{[A-Za-z]+}");

  private record Route(String path, Pattern pattern, Map<HandlerType, Handler> handlers) {}

  private final List<Route> routes = new ArrayList<>();

  /** Adds a path with the handlers of its methods; what answers GET answers HEAD. */
  Routes add(String path, Map<HandlerType, Handler> handlers) {
    Map<HandlerType, Handler> all = new LinkedHashMap<>(handlers);
    if (handlers.containsKey(HandlerType.GET)) {
      all.put(HandlerType.HEAD, handlers.get(HandlerType.GET));
    }
    String pattern = PARAMETER.matcher(path).replaceAll("[^/]+");
    routes.add(new Route(path, Pattern.compile(pattern), all));
    return this;
  }

  /** Javalin calls the handlers. */
  void mount(RoutesConfig config, String prefix) {
    for (Route route : routes) {
      route
          .handlers()
          .forEach(
              (method, handler) -> config.addHttpHandler(method, prefix + route.path(), handler));
    }
  }

  /**
   * Returns if there is such a route.
   *
   * @param method of the request line
   * @param path without the prefix that it is mounted under, as it was sent
   * @param found is told the path of the route, with its parameters' names, also where it has
   *     another method
   * @throws ProblemException 404 or 405
   */
  void check(String method, String path, Consumer<String> found) {
    Route route =
        routes.stream()
            .filter(r -> r.pattern().matcher(path).matches())
            .findFirst()
            .orElseThrow(() -> new ProblemException(Problem.notFound()));
    found.accept(route.path());
    Set<HandlerType> methods = route.handlers().keySet();
    if (methods.stream().noneMatch(known -> known.name().equals(method))) {
      throw new ProblemException(Problem.methodNotAllowed(methods.stream().map(HandlerType::name)));
    }
  }
}
