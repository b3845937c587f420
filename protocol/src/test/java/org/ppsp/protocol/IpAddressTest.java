package org.ppsp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  /// The examples of RFC 5952, sections 1 to 5, and some of their neighbours.
  @ParameterizedTest
  @CsvSource({
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8::0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:0db8::1:0:0:1, 2001:db8::1:0:0:1",
    "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
    "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
    "2001:db8:aaaa:bbbb:cccc:dddd:0:1, 2001:db8:aaaa:bbbb:cccc:dddd:0:1",
    "2001:db8:0:0:0::1, 2001:db8::1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8::, 2001:db8::",
    "::1, ::1",
    "0:0:0:0:0:0:0:0, ::",
    "1::8, 1::8",
    "0:0:1::, 0:0:1::",
    "0:1:0:1:0:1:0:1, 0:1:0:1:0:1:0:1",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "::ffff:192.0.2.1, 192.0.2.1",
    "192.0.2.1, 192.0.2.1",
    "255.255.255.255, 255.255.255.255",
    "0.0.0.0, 0.0.0.0"
  })
  void text_isThatOfRfc5952(String given, String expected) {
    assertThat(IpAddress.parse(given)).hasToString(expected);
    assertThat(IpAddress.parse(expected)).isEqualTo(IpAddress.parse(given));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4 ",
        ".1.2.3",
        "1..2.3",
        "1.2.3.",
        "0x7f.0.0.1",
        "2130706433",
        "-1.2.3.4",
        "1:2:3",
        "::g",
        "1::2::3",
        "fe80::1%eth0",
        "[::1]",
        ":::",
        "12345::",
        "example.org:80",
        "1111:2222:3333:4444:5555:6666:7777:8888:9999:1111:2222"
      })
  void noAddress_isRefused(String text) {
    assertThatThrownBy(() -> IpAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("not an IP address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.0",
        "10.255.255.255",
        "127.0.0.1",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.1.1",
        "100.64.0.0",
        "100.127.255.255",
        "::1",
        "fe80::1",
        "febf::1",
        "fc00::1",
        "fdff::1",
        "fec0::1", // site-local, as it once was
        "192.0.0.4", // a telephone behind NAT64
        "198.18.0.1", // benchmarks
        "198.19.255.255",
        "2001:2::1",
        "2001:1::1", // protocols' own
        "64:ff9b:1::192.0.2.1" // NAT64 of one network
      })
  void privateAddress_isOne(String text) {
    assertThat(IpAddress.parse(text).isPrivate()).isTrue();
    assertThat(IpAddress.parse(text).isUsable()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9.255.255.255",
        "11.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "169.253.0.1",
        "100.63.255.255",
        "100.128.0.0",
        "128.0.0.1",
        "192.0.1.1",
        "198.17.255.255",
        "198.20.0.0",
        "2001:db8::1",
        "2001:200::1",
        "2001:4860:4860::8888"
      })
  void publicAddress_isNoPrivateOne(String text) {
    assertThat(IpAddress.parse(text).isPrivate()).isFalse();
    assertThat(IpAddress.parse(text).isUsable()).isTrue();
  }

  /// What examples and tests use for the Internet.
  @ParameterizedTest
  @ValueSource(
      strings = {"192.0.2.1", "198.51.100.7", "203.0.113.9", "2001:db8:ff::1", "3fff:fff::1"})
  void addressForDocumentation_isPublic(String text) {
    assertThat(IpAddress.parse(text).isPrivate()).isFalse();
    assertThat(IpAddress.parse(text).isUsable()).isTrue();
  }

  /// Mapped, compatible, translated, NAT64, 6to4, Teredo (server, and client inverted), ISATAP.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "::ffff:%1$s",
        "::ffff:0:%1$s",
        "64:ff9b::%1$s",
        "2002:%2$s::1",
        "2001:0:%2$s::3fff:fdd2",
        "2001:0:4136:e378:8000:63bf:%3$s",
        "2001:db8::5efe:%1$s",
        "2001:db8::200:5efe:%1$s"
      })
  void addressThatCarriesAnIpv4Address_isWhatThatIs(String form) {
    assertThat(carrying(form, "192.168.1.1").isPrivate()).isTrue();
    assertThat(carrying(form, "10.0.0.1").isUsable()).isTrue();
    assertThat(carrying(form, "127.0.0.1").isPrivate()).isTrue();
    assertThat(carrying(form, "224.0.0.1").isUsable()).isFalse();
    assertThat(carrying(form, "0.0.0.0").isUsable()).isFalse();
    assertThat(carrying(form, "50.1.2.3").isPrivate()).isFalse();
    assertThat(carrying(form, "50.1.2.3").isUsable()).isTrue();
  }

  private static IpAddress carrying(String form, String v4) {
    int bits = IpAddress.parse(v4).v4Bits();
    return IpAddress.parse(form.formatted(v4, groups(bits), groups(~bits)));
  }

  private static String groups(int bits) {
    return Integer.toHexString(bits >>> 16) + ":" + Integer.toHexString(bits & 0xffff);
  }

  /// Only this machine's own addresses give a right, not what leads back to it.
  @ParameterizedTest
  @ValueSource(strings = {"64:ff9b::127.0.0.1", "::127.0.0.1", "2002:7f00:1::1"})
  void wayBackToThisMachine_isNotLoopback(String text) {
    assertThat(IpAddress.parse(text).isLoopback()).isFalse();
    assertThat(IpAddress.parse(text).isPrivate()).isTrue();
  }

  @Test
  void unknownAddress_isNone() {
    assertThat(IpAddress.UNKNOWN.isKnown()).isFalse();
    assertThat(IpAddress.UNKNOWN.isUsable()).isFalse();
    assertThat(IpAddress.UNKNOWN.isPrivate()).isFalse();
    assertThat(IpAddress.parse("::1").isKnown()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::2",
        "::8.8.8.8",
        "100::1",
        "100:0:0:1::1",
        "5f00::1",
        "fe00::1",
        "fbff::1",
        "2001:10::1",
        "2001:2f:ffff::1",
        "ff02::1"
      })
  void unreachableAddress_isNotUsable(String text) {
    assertThat(IpAddress.parse(text).isUsable()).isFalse();
  }

  @Test
  void loopback_isTold() {
    assertThat(IpAddress.parse("127.1.2.3").isLoopback()).isTrue();
    assertThat(IpAddress.parse("::1").isLoopback()).isTrue();
    assertThat(IpAddress.parse("128.0.0.1").isLoopback()).isFalse();
    assertThat(IpAddress.parse("::2").isLoopback()).isFalse();
  }

  @Test
  void socketAddresses_areTheSame() throws UnknownHostException {
    for (String text : new String[] {"192.0.2.200", "2001:db8:1:2:3:4:5:fffe"}) {
      InetAddress socket = InetAddress.getByName(text);
      assertThat(IpAddress.of(socket)).isEqualTo(IpAddress.parse(text));
      assertThat(IpAddress.parse(text).toInetAddress()).isEqualTo(socket);
    }
    assertThat(IpAddress.v4(0xc000_02c8)).isEqualTo(IpAddress.parse("192.0.2.200"));
    assertThat(IpAddress.v4(0xc000_02c8).v4Bits()).isEqualTo(0xc000_02c8);
  }

  @Test
  void network_isA24OrA56() {
    assertThat(network("192.0.2.1")).isEqualTo(network("192.0.2.255"));
    assertThat(network("192.0.2.1")).isNotEqualTo(network("192.0.3.1"));
    assertThat(network("2001:db8:0:1200::1")).isEqualTo(network("2001:db8:0:12ff::9"));
    assertThat(network("2001:db8:0:1200::1")).isNotEqualTo(network("2001:db8:0:1300::1"));
  }

  private static long network(String text) {
    return IpAddress.parse(text).network();
  }
}
