package dev.imagevault.app.dev;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LocalHost", "127.0.0.1", "[::1]"})
  void thisMachineIsMeantWhateverHostIs(String name) {
    assertThat(new HostNames("127.0.0.1").has(name)).isTrue();
    assertThat(new HostNames("images.example").has(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost.",
        "192.0.2.1",
        "[2001:db8::1]",
        "::1",
        ""
      })
  void nobodyElseIsMeant(String name) {
    assertThat(new HostNames("127.0.0.1").has(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"images.example", "192.0.2.1", "[2001:db8::1]"})
  void whatHostIsIsMeant(String name) {
    assertThat(new HostNames(name).has(name)).isTrue();
    assertThat(new HostNames(name.replaceAll("[\\[\\]]", "")).has(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void anyAddressIsMeantWhenItListensOnAll(String host) {
    assertThat(new HostNames(host).has("192.0.2.1")).isTrue();
    assertThat(new HostNames(host).has("[2001:db8::1]")).isTrue();
    assertThat(new HostNames(host).has("evil.example")).isFalse();
  }
}
