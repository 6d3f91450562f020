package dev.imagevault.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.imagevault.cloudfront.CloudFrontKey;
import dev.imagevault.cloudfront.CloudFrontUrlSigner;
import dev.imagevault.cloudfront.DistributionUrl;
import dev.imagevault.cloudfront.SignatureHash;
import dev.imagevault.domain.ObjectKey;
import dev.imagevault.domain.SignedUrl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class NativeSigningTest {

  private static final CloudFrontKey KEY =
      CloudFrontKey.parse("KTEST", CloudFrontKey.generatePem());

  @ParameterizedTest
  @EnumSource
  void nativeSignaturesAreThoseOfTheJdk(SignatureHash hash) {
    assumeTrue(
        NativeProvider.platform(System.getProperty("os.name"), System.getProperty("os.arch"))
            .isPresent(),
        "there is no native code for this platform");
    CloudFrontKey fast = NativeSigning.with(KEY);
    assertThat(fast).isNotSameAs(KEY);
    assertThat(sign(fast, hash)).isEqualTo(sign(KEY, hash));
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64",
    "Linux, aarch64, linux-aarch_64",
    "Mac OS X, aarch64, osx-aarch_64",
    "Mac OS X, x86_64,",
    "Linux, riscv64,",
    "Linux, x86,",
    "Windows 11, amd64,",
    "FreeBSD, amd64,"
  })
  void thePlatformFollowsFromSystemAndArchitecture(
      String system, String architecture, String platform) {
    assertThat(NativeProvider.platform(system, architecture))
        .isEqualTo(Optional.ofNullable(platform));
  }

  @ParameterizedTest
  @CsvSource({
    "linux-x86_64, 62, libamazonCorrettoCryptoProvider.so",
    "linux-aarch_64, 183, libamazonCorrettoCryptoProvider.so"
  })
  void thisBuildHasTheNativeCodeOfEachLinux(String platform, int machine, String file)
      throws IOException {
    String path =
        "/native/AmazonCorrettoCryptoProvider-"
            + platform
            + "/com/amazon/corretto/crypto/provider/"
            + file;
    try (InputStream code = NativeSigningTest.class.getResourceAsStream(path)) {
      byte[] elf = code.readNBytes(20);
      // e_machine of the ELF header.
      assertThat(ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN).getShort(18))
          .isEqualTo((short) machine);
    }
  }

  @Test
  void whereNoneCanBeLoadedAWarningSaysWhatIsLost() {
    Logger log = (Logger) LoggerFactory.getLogger(NativeSigning.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    String architecture = System.setProperty("os.arch", "riscv64");
    try {
      assertThat(NativeSigning.with(KEY)).isSameAs(KEY);
    } finally {
      System.setProperty("os.arch", architecture);
      log.detachAppender(lines);
    }
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.get(0).getLevel()).isEqualTo(Level.WARN);
    assertThat(lines.list.get(0).getFormattedMessage())
        .contains("signed by the JDK", "three times", "riscv64");
  }

  private static SignedUrl sign(CloudFrontKey key, SignatureHash hash) {
    return new CloudFrontUrlSigner(DistributionUrl.parse("images.example.com"), key, hash)
        .sign(
            new ObjectKey("users/1/images/1795455838123-x11nZRbk4UWiU5H4MG1sOQ.jpg"),
            Instant.parse("2026-06-01T12:00:00Z"));
  }
}
