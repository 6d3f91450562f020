package dev.imagevault.app.doctor;

import dev.imagevault.app.config.AppConfig;
import dev.imagevault.app.config.Variable;
import dev.imagevault.domain.BackEndException;
import dev.imagevault.s3.S3UrlSigner;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/** Asks the store for an object as a browser does: by a presigned URL, a changed one, and none. */
final class StoreUrlExamination {

  /** With which of these a store refuses a request without a signature is its own affair. */
  private static final List<Integer> REFUSED = List.of(400, 401, 403);

  private final AppConfig config;
  private final Clock clock;
  private final S3UrlSigner signer;
  private final PlainGet browser = new PlainGet();

  /** Nothing is asked yet. */
  StoreUrlExamination(AppConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.signer = config.store().urls(config.policy().signedUrlTtl());
  }

  /** The store has been asked for the object, if that is there to be asked for. */
  void examine(ProbeObject probe, boolean stored, Consumer<Finding> findings)
      throws InterruptedException {
    String reason = "nothing was put";
    if (stored) {
      try {
        String url =
            signer.sign(probe.key(), config.policy().urlExpiry(probe.key(), clock.instant())).url();
        findings.accept(signed(url));
        findings.accept(
            refused("changed GET", changed(url), "does this store check signatures at all?"));
        findings.accept(
            refused(
                "unsigned GET",
                signer.urlOf(probe.key()),
                "make the bucket private, or everybody can read every image"));
        return;
      } catch (BackEndException e) {
        findings.accept(Finding.failed("signed GET", String.valueOf(e.getMessage())));
        return;
      } catch (IOException e) {
        reason =
            "%s cannot be reached from here (%s): is it where clients reach the store? Else set %s"
                .formatted(
                    signer.bucketUrl(),
                    e.getClass().getSimpleName(),
                    Variable.DIRECT_UPLOAD_ENDPOINT);
      }
    }
    for (String check : List.of("signed GET", "changed GET", "unsigned GET")) {
      findings.accept(Finding.unchecked(check, reason));
    }
  }

  private static String changed(String url) {
    char last = url.charAt(url.length() - 1);
    return url.substring(0, url.length() - 1) + (last == '0' ? '1' : '0');
  }

  private Finding signed(String url) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer = browser.get(url);
    if (answer.statusCode() == 200) {
      return ProbeObject.hasBytes(answer.body())
          ? Finding.ok("signed GET", "200 with the same bytes")
          : Finding.failed("signed GET", "200, but other bytes: is this the bucket's address?");
    }
    return Finding.failed(
        "signed GET",
        answer.statusCode()
            + " instead of 200 from "
            + signer.bucketUrl()
            + ": may the service's credentials s3:GetObject on users/*, and does a proxy leave the"
            + " Host header as it is?");
  }

  private Finding refused(String check, String url, String remedy)
      throws IOException, InterruptedException {
    int status = browser.get(url).statusCode();
    return REFUSED.contains(status)
        ? Finding.ok(check, Integer.toString(status))
        : Finding.failed(check, status + " instead of 403: " + remedy);
  }
}
