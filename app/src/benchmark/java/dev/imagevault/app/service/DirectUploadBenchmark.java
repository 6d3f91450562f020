package dev.imagevault.app.service;

import dev.imagevault.app.Child;
import dev.imagevault.app.Http;
import dev.imagevault.app.LocalBackEnds;
import dev.imagevault.app.Pictures;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints what completing a direct upload costs, and how many times an upload by form of the same
 * file. Processor time is that of the service's process alone: it runs by itself, with a small heap
 * and fully compiled code, and both ways take turns in it. Preparing and sending are not counted.
 */
class DirectUploadBenchmark {

  private static final int ROUNDS = 18;
  private static final int WARM_UP = 9;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /** One that C2 compiles; the tests' is not. */
  private static final List<String> OPTIONS =
      List.of("-Xmx88m", "-XX:TieredStopAtLevel=4", "-XX:+UseSerialGC");

  @TempDir private Path directory;
  private String url = "";

  @Test
  void printsWhatCompletingCosts() throws Exception {
    try (LocalBackEnds backEnds = new LocalBackEnds()) {
      Map<String, String> environment = backEnds.environment();
      environment.putAll(Map.of("DIRECT_UPLOADS", "on", "LOG_LEVEL", "warn"));
      try (Child service = Child.start(OPTIONS, directory, environment, "serve")) {
        url = service.awaitOutput("imagevault listens on (http://\\S+)");
        ProcessHandle process = ProcessHandle.of(service.pid()).orElseThrow();
        Random random = new Random(1);
        System.out.printf(
            "%n%-12s %14s %16s %8s%n", "", "by form, CPU ms", "complete, CPU ms", "x");
        measure(process, Pictures.noise(260, 256, random), 25);
        measure(process, Pictures.noise(1225, 1224, random), 6);
      }
    }
  }

  /**
   * @param count of uploads in a round; processor time comes in hundredths of a second
   */
  private void measure(ProcessHandle process, byte[] file, int count) throws Exception {
    List<Double> byForm = new ArrayList<>();
    List<Double> completed = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Http user = Http.of(url, LocalBackEnds.SECRET, file.length + "-" + round);
      List<String> paths = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        paths.add(send(user, file));
      }
      Duration start = cpu(process);
      for (int i = 0; i < count; i++) {
        expect(201, user.upload(file));
      }
      Duration between = cpu(process);
      for (String path : paths) {
        expect(201, user.send("POST", path + "/complete"));
      }
      Duration end = cpu(process);
      if (round >= WARM_UP) {
        byForm.add(between.minus(start).toMillis() / (double) count);
        completed.add(end.minus(between).toMillis() / (double) count);
      }
      expect(202, user.send("DELETE", "/api/profile/images?all=true"));
    }
    System.out.printf(
        Locale.ROOT,
        "%-12s %14.2f %16.2f %8.2f%n",
        String.format(Locale.ROOT, "%.1f MB", file.length / 1e6),
        median(byForm),
        median(completed),
        median(completed) / median(byForm));
  }

  /** Returns the path of an upload whose file is in the store. */
  private String send(Http user, byte[] file) throws Exception {
    HttpRequest prepare =
        HttpRequest.newBuilder(URI.create(url + "/api/profile/uploads"))
            .header("Authorization", "Bearer " + user.token())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"fileName\":\"a\",\"fileSize\":" + file.length + "}"))
            .build();
    String prepared = expect(201, CLIENT.send(prepare, BodyHandlers.ofString())).body();
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(Http.member(prepared, "url")))
            .header("If-None-Match", "*")
            .PUT(BodyPublishers.ofByteArray(file))
            .build();
    expect(200, CLIENT.send(put, BodyHandlers.ofString()));
    return "/api/profile/uploads/" + Http.member(prepared, "uploadId");
  }

  private static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  private static double median(List<Double> all) {
    Collections.sort(all);
    return all.get(all.size() / 2);
  }

  private static HttpResponse<String> expect(int status, HttpResponse<String> answer)
      throws IOException {
    if (answer.statusCode() != status) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return answer;
  }
}
