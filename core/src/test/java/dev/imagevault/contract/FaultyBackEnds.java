package dev.imagevault.contract;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.BackEndException.Failure;
import dev.imagevault.port.ImageRepository;
import dev.imagevault.port.ImageStorage;
import dev.imagevault.port.RenderingQueue;
import dev.imagevault.port.UploadRepository;
import dev.imagevault.port.VariantRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A store and repositories as one process sees them: what it calls is counted, faults befall the
 * calls they were planned for, and once the process is dead nothing gets through any more.
 */
final class FaultyBackEnds {

  /** The process is gone in the middle of what it did. Not an exception that anybody handles. */
  static final class ProcessDied extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final ImageStorage storage;
  private final ImageRepository repository;
  private final List<String> befallen;
  private final Map<Integer, Fault> plan = new HashMap<>();
  private final Set<BackEnd> away = EnumSet.noneOf(BackEnd.class);
  private final List<String> calls = new ArrayList<>();
  private final List<Runnable> late = new ArrayList<>();
  private String doing = "";
  private boolean dead;

  /**
   * Nothing is planned yet.
   *
   * @param befallen is told which faults befell which calls
   */
  FaultyBackEnds(ImageStorage storage, ImageRepository repository, List<String> befallen) {
    this.befallen = befallen;
    this.storage = faulty(ImageStorage.class, storage, BackEnd.STORAGE);
    this.repository = faulty(ImageRepository.class, repository, BackEnd.DATABASE);
  }

  /** Returns these records of variants, as the same process sees them. */
  VariantRepository variants(VariantRepository records) {
    return faulty(VariantRepository.class, records, BackEnd.DATABASE);
  }

  /** Returns these direct uploads, as the same process sees them. */
  UploadRepository uploads(UploadRepository records) {
    return faulty(UploadRepository.class, records, BackEnd.DATABASE);
  }

  /** Returns this queue, as the same process sees it. */
  RenderingQueue renderings(RenderingQueue queue) {
    return faulty(RenderingQueue.class, queue, BackEnd.DATABASE);
  }

  ImageStorage storage() {
    return storage;
  }

  ImageRepository repository() {
    return repository;
  }

  /**
   * The fault befalls the call with this number, counted from 0 over all back ends.
   *
   * @param of what the process is doing then
   */
  void plan(int call, Fault fault, String of) {
    plan.put(call, fault);
    doing = of;
  }

  /** Returns the names of the calls that were made or attempted. */
  List<String> calls() {
    return calls;
  }

  boolean dead() {
    return dead;
  }

  /** Every fault is over, and calls are counted from 0 again. */
  void heal() {
    plan.clear();
    away.clear();
    calls.clear();
  }

  /** What was late has its effect now, whatever became of the process. */
  void arrive() {
    late.forEach(Runnable::run);
    late.clear();
  }

  private <T> T faulty(Class<T> port, T target, BackEnd backEnd) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> call(target, backEnd, method, arguments)));
  }

  private Object call(Object target, BackEnd backEnd, Method method, Object[] arguments)
      throws Throwable {
    if (dead) {
      throw new ProcessDied();
    }
    if (method.getName().equals("latePut")) {
      return invoke(target, method, arguments);
    }
    Fault fault = plan.get(calls.size());
    calls.add(method.getName());
    if (away.contains(backEnd)) {
      stopWaitingFor(backEnd);
      return fail(backEnd, Failure.UNAVAILABLE, arguments);
    }
    if (fault == null) {
      return invoke(target, method, arguments);
    }
    befallen.add(
        "%s in %s (call %d of the %s)".formatted(fault, method.getName(), calls.size() - 1, doing));
    if (fault.hasEffect) {
      Object unused = invoke(target, method, arguments);
    }
    if (fault.isLate()) {
      late.add(() -> invokeUnchecked(target, method, arguments));
    }
    if (fault.kills) {
      dead = true;
      throw new ProcessDied();
    }
    if (fault.staysAway) {
      away.add(backEnd);
      stopWaitingFor(backEnd);
    }
    boolean harmless = fault == Fault.FAILS || fault == Fault.GOES_AWAY;
    return fail(backEnd, harmless ? Failure.UNAVAILABLE : Failure.UNKNOWN, arguments);
  }

  /** The request gives the database up at once, instead of after half a minute. */
  private static void stopWaitingFor(BackEnd backEnd) {
    if (backEnd == BackEnd.DATABASE) {
      Thread.currentThread().interrupt();
    }
  }

  /** Of many objects, each fails by itself. */
  private static Object fail(BackEnd backEnd, Failure failure, Object[] arguments) {
    BackEndException fault = new BackEndException(backEnd, failure, "planned fault", null);
    if (backEnd == BackEnd.STORAGE && arguments[0] instanceof Collection<?> keys) {
      return keys.stream().collect(Collectors.toMap(key -> key, key -> fault));
    }
    throw fault;
  }

  private static @Nullable Object invoke(Object target, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void invokeUnchecked(Object target, Method method, Object[] arguments) {
    try {
      Object unused = method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      // It is refused by now, and nobody is told.
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
