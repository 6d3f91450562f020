package dev.imagevault.app.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the store, as a browser does before it sends, whether a page may send a file to it. */
final class PreflightExamination {

  private static final String CHECK = "preflight";
  private static final List<String> HEADERS =
      List.of("content-type", "if-none-match", "x-amz-checksum-sha256");

  private PreflightExamination() {}

  /** Returns whether a page of this origin may send a file to this URL. */
  static Finding examine(URI url, String origin) throws IOException, InterruptedException {
    HttpResponse<Void> answer =
        UploadExamination.send(
            HttpRequest.newBuilder(url)
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", String.join(",", HEADERS)));
    boolean allowed =
        answer.statusCode() / 100 == 2
            && allows(answer.headers(), "Origin", List.of(origin))
            && allows(answer.headers(), "Methods", List.of("PUT"))
            && allows(answer.headers(), "Headers", HEADERS);
    return allowed
        ? Finding.ok(CHECK, "pages of " + origin + " may send")
        : Finding.failed(
            CHECK,
            "pages of "
                + origin
                + " may not send ("
                + answer.statusCode()
                + "): add the origin to the bucket's CORS rules, with PUT and the headers "
                + String.join(", ", HEADERS));
  }

  private static boolean allows(HttpHeaders headers, String what, List<String> wanted) {
    Set<String> allowed =
        headers.allValues("Access-Control-Allow-" + what).stream()
            .flatMap(line -> Arrays.stream(line.split(",")))
            .map(value -> value.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return allowed.contains("*")
        || wanted.stream().allMatch(value -> allowed.contains(value.toLowerCase(Locale.ROOT)));
  }
}
