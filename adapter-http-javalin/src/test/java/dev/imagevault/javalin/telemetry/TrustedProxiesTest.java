package dev.imagevault.javalin.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

  private static final TrustedProxies PROXIES =
      TrustedProxies.parse("10.0.0.0/8, 192.168.7.1,2001:db8::/33");

  private static String client(String connected, List<String> lines) throws Exception {
    return PROXIES.client(InetAddress.getByName(connected), lines, List.of()).getHostAddress();
  }

  private static String forwarded(String... lines) throws Exception {
    return PROXIES
        .client(InetAddress.getByName("10.0.0.1"), List.of(), List.of(lines))
        .getHostAddress();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | 198.51.100.1 | 203.0.113.9", // no proxy of ours
        "10.0.0.1 | 198.51.100.1 | 198.51.100.1",
        "10.0.0.1 | 6.6.6.6, 198.51.100.1 | 198.51.100.1", // the first is the client's own word
        "10.0.0.1 | 6.6.6.6,198.51.100.1 , 10.9.9.9,192.168.7.1 | 198.51.100.1",
        "10.0.0.1 | 10.0.0.7, 10.0.0.8 | 10.0.0.7", // a client of our own network
        "10.0.0.1 | 198.51.100.1:4711 | 198.51.100.1", // as some balancers have it
        "10.0.0.1 | [2001:db8:8000::1]:4711 | 2001:db8:8000:0:0:0:0:1",
        "10.0.0.1 | 2001:db8:8000::1 | 2001:db8:8000:0:0:0:0:1",
        "10.0.0.1 | 2001:db8:8000::1, 2001:db8:7fff::1 | 2001:db8:8000:0:0:0:0:1",
        "10.0.0.1 | ::ffff:198.51.100.1 | 198.51.100.1",
        "2001:db8::9 | 198.51.100.1 | 198.51.100.1",
        "192.168.7.2 | 198.51.100.1 | 192.168.7.2",
        "10.0.0.1 | 198.51.100.1, unknown | 10.0.0.1",
        "10.0.0.1 | 198.51.100.1, unknown, 10.0.0.2 | 10.0.0.2",
        "10.0.0.1 | 198.51.100.1, | 10.0.0.1",
        "10.0.0.1 | '' | 10.0.0.1",
        "10.0.0.1 | localhost | 10.0.0.1", // no name is looked up
        "10.0.0.1 | 198.51.100.256 | 10.0.0.1",
        "10.0.0.1 | 0198.51.100.1 | 10.0.0.1",
        "10.0.0.1 | 3325256705 | 10.0.0.1",
        "10.0.0.1 | fe80::1%eth0 | 10.0.0.1",
        "10.0.0.1 | 1:2 | 10.0.0.1",
        "10.0.0.1 | :::: | 10.0.0.1",
        "10.0.0.1 | {\"a\":1} | 10.0.0.1",
      })
  void theFirstFromTheEndWhoIsNoTrustedProxyIsTheClient(
      String connected, String header, String client) throws Exception {
    assertThat(client(connected, List.of(header))).isEqualTo(client);
  }

  @Test
  void severalLinesAreOneList() throws Exception {
    assertThat(client("10.0.0.1", List.of("6.6.6.6, 198.51.100.1", "10.0.0.2")))
        .isEqualTo("198.51.100.1");
    assertThat(client("10.0.0.1", List.of("6.6.6.6", "198.51.100.1"))).isEqualTo("198.51.100.1");
  }

  @Test
  void forwardedIsReadAsTheRfcHasIt() throws Exception {
    assertThat(forwarded("for=198.51.100.1")).isEqualTo("198.51.100.1");
    assertThat(forwarded("for=6.6.6.6, by=10.0.0.1;FOR=\"198.51.100.1:80\";proto=https"))
        .isEqualTo("198.51.100.1");
    assertThat(forwarded("For=\"[2001:db8:cafe::17]:4711\";host=\"a;b,c\""))
        .isEqualTo("2001:db8:cafe:0:0:0:0:17");
    assertThat(forwarded("for=198.51.100.1;proto=http, for=10.2.3.4")).isEqualTo("198.51.100.1");
    assertThat(forwarded("for=198.51.100.1", "for=10.2.3.4;by=_us")).isEqualTo("198.51.100.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "for",
        "for=_hidden",
        "for=unknown",
        "for=\"198.51.100.1",
        "198.51.100.1",
        "for=6.6.6.6, proto=https",
        "for=6.6.6.6;for=x",
        "for=\"6.6.6.6\"\", for=\"7.7.7.7",
        ", for = 6.6.6.6"
      })
  void whatNamesNobodyLeavesWhoConnected(String line) throws Exception {
    assertThat(forwarded(line)).isEqualTo("10.0.0.1");
  }

  @Test
  void aLineOfTheClientSpoilsNoneOfTheProxy() throws Exception {
    assertThat(forwarded("for=\"", "for=198.51.100.1")).isEqualTo("198.51.100.1");
  }

  @Test
  void oneOfTwoHeadersMayBeTheClientsOwn() throws Exception {
    InetAddress connected = InetAddress.getByName("10.0.0.1");
    assertThat(PROXIES.client(connected, List.of("198.51.100.1"), List.of("for=6.6.6.6")))
        .isEqualTo(connected);
    assertThat(
            PROXIES
                .client(connected, List.of("198.51.100.1"), List.of("for=198.51.100.1"))
                .getHostAddress())
        .isEqualTo("198.51.100.1");
  }

  @Test
  void noHeaderCountsUnlessSomebodyIsTrusted() throws Exception {
    InetAddress connected = InetAddress.getByName("10.0.0.1");
    assertThat(
            TrustedProxies.NONE.client(connected, List.of("198.51.100.1"), List.of("for=6.6.6.6")))
        .isEqualTo(connected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        "10.0.0.0/8,",
        "proxy.example.org",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0/8",
        "0.0.0.0/0",
        "::/0",
        "2001:db8::/129",
        "10.0.0.0/8/8",
        "10.0.0.0/-1",
        "all"
      })
  void whatIsNoNetworkIsRefused(String text) {
    assertThatThrownBy(() -> TrustedProxies.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("has a");
  }
}
