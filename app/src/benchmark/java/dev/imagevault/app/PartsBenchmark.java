package dev.imagevault.app;

import dev.imagevault.app.service.NativeProvider;
import java.security.NoSuchProviderException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the JMH benchmarks and prints, in one table, what each part costs beside its floor: in every
 * class of them, the method {@code floor} does no more than nobody can do without. Nothing is
 * asserted but that they run.
 *
 * <p>{@code -Djmh="…"} takes JMH's own options, for longer runs or some of the benchmarks alone.
 */
class PartsBenchmark {

  private static final String LOG = "target/jmh.txt";
  private static final String FLOOR = "floor";
  private static final TimeValue TIME = TimeValue.milliseconds(400);

  @Test
  void printsWhatPartsCost() throws Exception {
    System.out.println("JMH measures for some minutes; its own account is in app/" + LOG);
    Map<String, Double> scores = new TreeMap<>();
    for (RunResult result : new Runner(options().build()).run()) {
      BenchmarkParams of = result.getParams();
      String name = of.getBenchmark().replaceAll(".*\\.(\\w+)Benchmark\\.", "$1.");
      for (String param : of.getParamsKeys()) {
        name += " " + of.getParam(param);
      }
      // Of all iterations the middle one: what else the machine does hits some of them.
      scores.put(name, result.getPrimaryResult().getStatistics().getPercentile(50));
    }
    System.out.printf("%n%-28s %12s %8s %10s%n", "one thread", "score", "unit", "x floor");
    scores.forEach((name, score) -> print(name, score, scores.get(floorOf(name))));
  }

  private static ChainedOptionsBuilder options() throws Exception {
    String[] given = System.getProperty("jmh", "").strip().split("\\s+");
    CommandLineOptions flags = new CommandLineOptions(given);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(flags)
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .forks(flags.getForkCount().orElse(1))
            .warmupIterations(flags.getWarmupIterations().orElse(3))
            .warmupTime(flags.getWarmupTime().orElse(TIME))
            .measurementIterations(flags.getMeasurementIterations().orElse(7))
            .measurementTime(flags.getMeasurementTime().orElse(TIME))
            .shouldFailOnError(true)
            .output(LOG);
    try {
      NativeProvider.load();
    } catch (NoSuchProviderException e) {
      options.param("by", "JDK");
    }
    return options;
  }

  private static String floorOf(String name) {
    return name.replaceFirst("\\.\\w+", "." + FLOOR);
  }

  /** The floor is null where only some benchmarks run, and it is not among them. */
  private static void print(String name, double score, Double floor) {
    boolean comparable = floor != null && !name.equals(floorOf(name));
    String ratio = comparable ? String.format("%.4f", score / floor) : "";
    System.out.printf("%-28s %12.2f %8s %10s%n", name, score, "us/op", ratio);
  }
}
