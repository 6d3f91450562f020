package dev.imagevault.app.metrics;

import dev.imagevault.domain.BackEndException;
import dev.imagevault.domain.BackEndException.BackEnd;
import dev.imagevault.domain.ImageException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How long the operations of one back end take, and how they fail. All meters are there from the
 * beginning, so that measuring costs no more than two looks at the clock. Thread-safe.
 *
 * @param <O> the operations
 */
final class BackEndTimers<O extends Enum<O>> {

  /** What is not of the three kinds that the ports know is a fault of ours. */
  private static final String ERROR = "error";

  private record Meters(
      Timer timer, Map<BackEndException.Failure, Counter> failures, Counter errors) {}

  private final Map<O, Meters> meters;

  BackEndTimers(MeterRegistry registry, BackEnd backEnd, Class<O> operations) {
    meters = new EnumMap<>(operations);
    for (O operation : operations.getEnumConstants()) {
      Map<BackEndException.Failure, Counter> failures =
          new EnumMap<>(BackEndException.Failure.class);
      for (BackEndException.Failure failure : BackEndException.Failure.values()) {
        failures.put(failure, failures(registry, backEnd, operation, word(failure)));
      }
      Timer timer =
          Timer.builder("imagevault.backend")
              .description("calls of back ends, failed ones included")
              .tag("backend", word(backEnd))
              .tag("operation", word(operation))
              .serviceLevelObjectives(Buckets.DURATIONS)
              .register(registry);
      meters.put(
          operation, new Meters(timer, failures, failures(registry, backEnd, operation, ERROR)));
    }
  }

  private static Counter failures(
      MeterRegistry registry, BackEnd backEnd, Enum<?> operation, String failure) {
    return Counter.builder("imagevault.backend.failures")
        .description("calls of back ends that failed")
        .tag("backend", word(backEnd))
        .tag("operation", word(operation))
        .tag("failure", failure)
        .register(registry);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** One of the things that were asked for with the operation failed so. */
  void failed(O operation, BackEndException failure) {
    Meters its = Objects.requireNonNull(meters.get(operation));
    Objects.requireNonNull(its.failures().get(failure.failure())).increment();
  }

  void time(O operation, Runnable work) {
    time(
        operation,
        () -> {
          work.run();
          return true;
        });
  }

  <T> T time(O operation, Supplier<T> work) {
    Meters its = Objects.requireNonNull(meters.get(operation));
    long begin = System.nanoTime();
    try {
      return work.get();
    } catch (BackEndException e) {
      failed(operation, e);
      throw e;
    } catch (ImageException e) {
      // An answer as it should be, such as for a full quota.
      throw e;
    } catch (RuntimeException | Error e) {
      its.errors().increment();
      throw e;
    } finally {
      its.timer().record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }
  }
}
