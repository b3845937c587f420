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
        "fdff::1"
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
        "::2",
        "fec0::1",
        "fe7f::1",
        "fe00::1",
        "fbff::1",
        "2001:db8::1"
      })
  void publicAddress_isNoPrivateOne(String text) {
    assertThat(IpAddress.parse(text).isPrivate()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "239.255.255.255",
        "255.255.255.255",
        "::",
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
