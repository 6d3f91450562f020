package com.example.timed;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;

/** Ports whose calls are timed, as a host's metrics do. */
public final class Timed {

  /** Is told of each call, on the thread that made it. */
  public interface Timer {
    void took(String call, Duration time);
  }

  private Timed() {}

  /** Returns the adapter as it is, but for telling the timer. */
  public static <T> T port(Class<T> port, T adapter, Timer timer) {
    Object timed =
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              long start = System.nanoTime();
              try {
                return method.invoke(adapter, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                String call = port.getSimpleName() + "." + method.getName();
                timer.took(call, Duration.ofNanos(System.nanoTime() - start));
              }
            });
    return port.cast(timed);
  }
}
