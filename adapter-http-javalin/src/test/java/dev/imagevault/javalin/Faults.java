package dev.imagevault.javalin;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** Puts faults in front of a real adapter: before the method of that name, this is done. */
final class Faults<T> {

  private final Map<String, Callable<?>> before = new ConcurrentHashMap<>();
  final T adapter;

  private Faults(Class<T> port, T real) {
    this.adapter =
        port.cast(
            Proxy.newProxyInstance(
                port.getClassLoader(),
                new Class<?>[] {port},
                (proxy, method, arguments) -> {
                  Callable<?> fault = before.get(method.getName());
                  if (fault != null) {
                    fault.call();
                  }
                  try {
                    return method.invoke(real, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }));
  }

  static <T> Faults<T> in(Class<T> port, T real) {
    return new Faults<>(port, real);
  }

  Faults<T> before(String method, Callable<?> fault) {
    before.put(method, fault);
    return this;
  }

  void heal() {
    before.clear();
  }
}
