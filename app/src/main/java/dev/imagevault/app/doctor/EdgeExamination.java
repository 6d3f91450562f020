package dev.imagevault.app.doctor;

import dev.imagevault.app.config.EdgeConfig;
import dev.imagevault.app.dev.Target;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** Asks the edge for an object as a browser does, with a signature and without. */
final class EdgeExamination {

  private static final Duration URL_LIFE = Duration.ofMinutes(5);

  private final EdgeConfig edge;
  private final Target.Kind kind;
  private final Clock clock;
  private final PlainGet browser = new PlainGet();

  /** Nothing is asked yet. */
  EdgeExamination(EdgeConfig edge, Target.Kind kind, Clock clock) {
    this.edge = edge;
    this.kind = kind;
    this.clock = clock;
  }

  /** The edge has been asked for the object, if that is there to be asked for. */
  void examine(ProbeObject probe, boolean stored, Consumer<Finding> findings)
      throws InterruptedException {
    String host = edge.distribution().value();
    String reason = stored ? "" : "nothing was put";
    if (kind == Target.Kind.STOPPED_DEV && host.startsWith(Target.NOWHERE)) {
      reason = "the dev does not run: start it first";
    }
    if (reason.isEmpty()) {
      try {
        findings.accept(signed(probe));
        findings.accept(unsigned(probe));
        return;
      } catch (IOException e) {
        reason =
            host
                + " cannot be reached from here ("
                + e.getClass().getSimpleName()
                + "): is CLOUDFRONT_DOMAIN right, and the distribution enabled?";
      }
    }
    findings.accept(Finding.unchecked("signed GET", reason));
    findings.accept(Finding.unchecked("unsigned GET", reason));
  }

  private Finding signed(ProbeObject probe) throws IOException, InterruptedException {
    String url =
        new CloudFrontUrlSigner(edge.distribution(), edge.key(), edge.hash())
            .sign(probe.key(), clock.instant().plus(URL_LIFE).truncatedTo(ChronoUnit.SECONDS))
            .url();
    HttpResponse<byte[]> answer = browser.get(url);
    if (answer.statusCode() == 200) {
      return ProbeObject.hasBytes(answer.body())
          ? Finding.ok("signed GET", "200 with the same bytes")
          : Finding.failed(
              "signed GET", "200, but other bytes: is this the bucket's distribution?");
    }
    return Finding.failed(
        "signed GET",
        answer.statusCode()
            + " instead of 200 from "
            + edge.distribution().value()
            + ": does its key group have the public key "
            + edge.key().keyPairId()
            + ", the one of this private key, and may it read users/* of the bucket?");
  }

  private Finding unsigned(ProbeObject probe) throws IOException, InterruptedException {
    int status = browser.get(edge.distribution().urlOf(probe.key())).statusCode();
    return status == 403
        ? Finding.ok("unsigned GET", "403")
        : Finding.failed(
            "unsigned GET",
            status
                + " instead of 403: restrict viewer access to the trusted key group in the"
                + " distribution's behaviour"
                + (status == 200 ? ", or everybody can read every image" : ""));
  }
}
