package dev.imagevault.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.Denial;
import dev.imagevault.cloudfront.SignedUrlVerifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The drills of deploy/README.md, step by step: keys change, and nobody meets a broken URL. */
class KeyRotationTest {

  private static final String NEXT_PEM = CloudFrontKey.generatePem();
  private static final String NEXT_SECRET = "fedcba9876543210fedcba9876543210";

  private static SignedUrlVerifier trust(String id, String pem) {
    CloudFrontKey key = CloudFrontKey.parse(id, pem);
    return new SignedUrlVerifier(key.keyPairId(), key.publicKey());
  }

  /** As an edge does that has a key group of these. */
  private static boolean shows(String url, Instant now, SignedUrlVerifier... group) {
    return Arrays.stream(group).anyMatch(key -> key.denial(url, now).isEmpty());
  }

  private static String url(Http user) throws Exception {
    return Http.member(user.send("GET", "/api/profile/images").body(), "cloudfrontUrl");
  }

  @Test
  void theKeyOfCloudFrontChangesWithoutABrokenUrl() throws Exception {
    SignedUrlVerifier old = trust("KTEST", LocalBackEnds.PEM);
    SignedUrlVerifier next = trust("KNEXT", NEXT_PEM);
    Instant now = Instant.now();
    Map<String, String> changed =
        Map.of("CLOUDFRONT_KEY_PAIR_ID", "KNEXT", "CLOUDFRONT_PRIVATE_KEY", NEXT_PEM);
    try (LocalBackEnds backEnds = new LocalBackEnds();
        RunningService before = new RunningService(backEnds, Map.of());
        RunningService after = new RunningService(backEnds, changed)) {
      before.user("1").upload(Pictures.png(8, 8));
      String handedOut = url(before.user("1"));
      assertThat(shows(handedOut, now, old)).isTrue();
      // Both in the group: instances of either kind may be up, and old URLs go on.
      for (String url : List.of(handedOut, url(before.user("1")), url(after.user("1")))) {
        assertThat(shows(url, now, old, next)).as(url).isTrue();
      }
      assertThat(shows(url(after.user("1")), now, old)).isFalse();
      // When SIGNED_URL_TTL is over, the old key is needed for nothing any more.
      Instant later = Instant.now().plusSeconds(3601);
      assertThat(old.denial(handedOut, later)).isEqualTo(Optional.of(Denial.EXPIRED));
      assertThat(shows(url(after.user("1")), now, next)).isTrue();
    }
  }

  @Test
  void theSecretOfTokensChangesWithoutARefusedUser() throws Exception {
    Map<String, String> both =
        Map.of("JWT_SECRET", NEXT_SECRET, "JWT_SECRET_PREVIOUS", LocalBackEnds.SECRET);
    try (LocalBackEnds backEnds = new LocalBackEnds();
        RunningService before = new RunningService(backEnds, Map.of());
        RunningService during = new RunningService(backEnds, both);
        RunningService after = new RunningService(backEnds, Map.of("JWT_SECRET", NEXT_SECRET))) {
      String oldToken = before.user("1").token();
      String newToken = during.user("1").token();
      assertThat(status(before, oldToken)).isEqualTo(200);
      assertThat(status(during, oldToken)).isEqualTo(200);
      assertThat(status(during, newToken)).isEqualTo(200);
      assertThat(status(after, newToken)).isEqualTo(200);
      assertThat(status(after, oldToken)).isEqualTo(401);
    }
  }

  private static int status(RunningService service, String token) throws Exception {
    return new Http(service.url(), token).send("GET", "/api/profile/images").statusCode();
  }
}
