package dev.imagevault.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.imagevault.domain.ObjectKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionUrlTest {

  private static final ObjectKey KEY =
      new ObjectKey("users/1/images/1700000000000-AAAAAAAAAAAAAAAAAAAAAA.jpg");

  @ParameterizedTest
  @CsvSource({
    "d111111abcdef8.cloudfront.net, https://d111111abcdef8.cloudfront.net",
    " D111111ABCDEF8.CloudFront.net/ , https://d111111abcdef8.cloudfront.net",
    "images.example.com:8443, https://images.example.com:8443",
    "https://images.example.com, https://images.example.com",
    "HTTPS://images.example.com:443//, https://images.example.com",
    "http://images.example.com:80, http://images.example.com",
    "https://images.example.com:80, https://images.example.com:80",
    "http://localhost:8080/cdn, http://localhost:8080/cdn",
    "http://localhost:8080/cdn///, http://localhost:8080/cdn",
    "http://127.0.0.1:8080/CDN/v1.2_x~y, http://127.0.0.1:8080/CDN/v1.2_x~y",
    "http://[::1]:8080/cdn, http://[::1]:8080/cdn",
    "edge, https://edge"
  })
  void whatPeopleWriteBecomesOneForm(String text, String url) {
    assertThat(DistributionUrl.parse(text)).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/cdn",
        "ftp://images.example.com",
        "https://",
        "https:///cdn",
        "https://user:secret@images.example.com",
        "https://images.example.com?secret=1",
        "https://images.example.com/cdn?secret=1",
        "https://images.example.com/#secret",
        "https://images.example.com/secret*",
        "https://images.example.com/a//b",
        "https://images.example.com/a/../b",
        "https://images.example.com/.",
        "https://images.example.com/a b",
        "https://images.example.com/\"",
        "https://images.example.com/\\",
        "https://images.example.com/ä",
        "https://*.example.com",
        "https://bücher.example",
        "https://images.example.com:0",
        "https://images.example.com:123456",
        "https://images.example.com:secret",
        "images.example.com,other.example.com",
        "-images.example.com"
      })
  void whatIsNoDistributionIsRefusedAndNotRepeated(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DistributionUrl.parse(text))
        .withMessageContaining("a distribution is a host")
        .withMessageNotContaining("secret");
  }

  @Test
  void anObjectsUrlAndPathEndWithItsKey() {
    DistributionUrl plain = DistributionUrl.parse("d111111abcdef8.cloudfront.net");
    assertThat(plain.urlOf(KEY)).isEqualTo("https://d111111abcdef8.cloudfront.net/" + KEY);
    assertThat(plain.pathOf(KEY)).isEqualTo("/" + KEY);

    DistributionUrl withPath = DistributionUrl.parse("http://localhost:8080/cdn/");
    assertThat(withPath.urlOf(KEY)).isEqualTo("http://localhost:8080/cdn/" + KEY);
    assertThat(withPath.pathOf(KEY)).isEqualTo("/cdn/" + KEY);
  }
}
