package org.ppsp.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.IpNetwork;

/// In the texts, `;;` parts the lines of a header. The proxy that asks is 10.0.0.1:7.
class ProxiesTest {
  private static final Origin PROXY = new Origin(IpAddress.parse("10.0.0.1"), 7);

  private static Proxies trusting(ProxyHeader header) {
    return new Proxies(
        List.of(IpNetwork.parse("10.0.0.0/8"), IpNetwork.parse("2001:db8:a::/48")), header);
  }

  private static String origin(ProxyHeader header, String lines) throws ProxyException {
    Origin origin =
        trusting(header).origin(PROXY, lines.isEmpty() ? List.of() : List.of(lines.split(";;")));
    return (origin.ip().isKnown() ? origin.ip() : "unknown") + " " + origin.port();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                                | 10.0.0.1 7",
        "203.0.113.9                                       | 203.0.113.9 0",
        "203.0.113.9:4711                                  | 203.0.113.9 4711",
        "2001:db8::1                                       | 2001:db8::1 0",
        "[2001:db8::1]                                     | 2001:db8::1 0",
        "[2001:db8::1]:4711                                | 2001:db8::1 4711",
        "::ffff:203.0.113.9                                | 203.0.113.9 0",
        "192.168.1.1                                       | 192.168.1.1 0",
        "6.6.6.6, 203.0.113.9                              | 203.0.113.9 0",
        "6.6.6.6, 203.0.113.9, 10.0.0.2                    | 203.0.113.9 0",
        "6.6.6.6, 203.0.113.9,10.0.0.2 , 2001:db8:a::1     | 203.0.113.9 0",
        "6.6.6.6;;203.0.113.9;;10.0.0.2                    | 203.0.113.9 0",
        "6.6.6.6;;203.0.113.9, 10.0.0.2;;10.0.0.3          | 203.0.113.9 0",
        "10.0.0.3:9, 10.0.0.2                              | 10.0.0.3 9",
        "rubbish of the client, \"203.0.113.9, 203.0.113.9 | 203.0.113.9 0",
        "203.0.113.9, , ,                                  | 203.0.113.9 0",
        "6.6.6.6, unknown                                  | unknown 0",
        "6.6.6.6, unknown, 10.0.0.2                        | unknown 0",
        "6.6.6.6, 127.0.0.1                                | 10.0.0.1 0",
        "6.6.6.6, ::1, 10.0.0.2                            | 10.0.0.2 0",
      })
  void xForwardedFor_namesTheRightmostThatIsNoProxy(String lines, String origin)
      throws ProxyException {
    assertThat(origin(ProxyHeader.X_FORWARDED_FOR, lines)).isEqualTo(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        ",",
        ", ,",
        "x",
        "203.0.113.9 203.0.113.10",
        "203.0.113.9:0",
        "203.0.113.9:65536",
        "203.0.113.9:",
        "203.0.113.9:+1",
        "203.0.113.9:80:80",
        "203.0.113",
        "203.0.113.09",
        "0x7f.1",
        "[2001:db8::1",
        "2001:db8::1]",
        "[203.0.113.9]",
        "[2001:db8::1]80",
        "[]",
        "[:",
        "fe80::1%eth0",
        "[fe80::1%25eth0]:80",
        "\"203.0.113.9\"",
        "for=203.0.113.9",
        "localhost",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "::",
        "ff02::1",
        "_hidden",
        "203.0.113.9\u0000",
        "203.0.113.9, 10.0.0.2x",
        "2001:db8::1:80:80:80:80:80:80:80",
        "٢.2.2.2"
      })
  void xForwardedForThatNamesNoAddress_isRefused(String lines) {
    assertThatThrownBy(() -> origin(ProxyHeader.X_FORWARDED_FOR, lines))
        .isInstanceOf(ProxyException.class)
        .hasMessageStartingWith("X-Forwarded-For ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "for=203.0.113.9                                    | 203.0.113.9 0",
        "For=203.0.113.9                                    | 203.0.113.9 0",
        "for=\"203.0.113.9\"                                | 203.0.113.9 0",
        "for=\"203.0.113.9:4711\"                           | 203.0.113.9 4711",
        "for=\"203.0.113.9:_p\"                             | 203.0.113.9 0",
        "for=\"[2001:db8::1]\"                              | 2001:db8::1 0",
        "for=\"[2001:db8::1]:4711\"                         | 2001:db8::1 4711",
        "for=\"2\\0\\3.0.113.9\"                            | 203.0.113.9 0",
        "proto=https;for=203.0.113.9;by=10.0.0.1            | 203.0.113.9 0",
        "proto=https ; for=203.0.113.9; by=_x;              | 203.0.113.9 0",
        "host=\"a,for=6.6.6.6;\\\"\";for=203.0.113.9        | 203.0.113.9 0",
        "for=6.6.6.6, for=203.0.113.9,for=10.0.0.2          | 203.0.113.9 0",
        "for=6.6.6.6;;for=203.0.113.9;;for=\"10.0.0.2:80\"  | 203.0.113.9 0",
        "for=203.0.113.9, ,                                 | 203.0.113.9 0",
        "for=6.6.6.6, for=unknown                           | unknown 0",
        "for=6.6.6.6, for=\"Unknown:80\", for=10.0.0.2      | unknown 0",
        "for=6.6.6.6, for=_SEVKISEK                         | unknown 0",
        "for=6.6.6.6, for=\"_a.b-c:_d\"                     | unknown 0",
        "for=6.6.6.6, by=10.0.0.1                           | unknown 0",
        "for=6.6.6.6, for=127.0.0.1                         | 10.0.0.1 0",
        "for=10.0.0.3, for=10.0.0.2                         | 10.0.0.3 0",
      })
  void forwarded_namesTheRightmostThatIsNoProxy(String lines, String origin) throws ProxyException {
    assertThat(origin(ProxyHeader.FORWARDED, lines)).isEqualTo(origin);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        ",",
        "203.0.113.9",
        "for",
        "for=",
        "for =203.0.113.9",
        "for= 203.0.113.9",
        "for=203.0.113.9 for=6.6.6.6",
        "for=203.0.113.9;for=6.6.6.6",
        "for=203.0.113.9;FOR=6.6.6.6",
        "for=203.0.113.9:80",
        "for=[2001:db8::1]",
        "for=\"2001:db8::1\"",
        "for=\"[2001:db8::1]",
        "for=\"[2001:db8::1]\"x",
        "for=\"[2001:db8::1]\\",
        "for=\"\"",
        "for=\"203.0.113.9\u0000\"",
        "for=\"203.0.113.9\u007f\"",
        "for=unknownx",
        "for=_",
        "for=\"_hidden",
        "for=\"_a b\"",
        "for=0.0.0.0",
        "for=\"203.0.113.9:0\"",
        "for=\"203.0.113.9:65536\"",
        "for=\", for=203.0.113.9;host=\"x\"",
        "=203.0.113.9",
        "for==203.0.113.9",
        "for=203.0.113.9, ü=1",
      })
  void forwardedThatIsMalformed_isRefused(String lines) {
    assertThatThrownBy(() -> origin(ProxyHeader.FORWARDED, lines))
        .isInstanceOf(ProxyException.class)
        .hasMessageStartingWith("Forwarded ");
  }

  @Test
  void proxiesBesideEachOther_areGoneThrough() throws ProxyException {
    Proxies local =
        new Proxies(List.of(IpNetwork.parse("127.0.0.0/8")), ProxyHeader.X_FORWARDED_FOR);
    Origin here = new Origin(IpAddress.parse("127.0.0.1"), 7);
    assertThat(local.origin(here, List.of("203.0.113.9, 127.0.0.1")).ip())
        .hasToString("203.0.113.9");
    assertThat(local.origin(here, List.of("127.0.0.2")).ip()).hasToString("127.0.0.2");
  }

  @Test
  void loopbackOfAnotherMachine_isNotOurs() throws ProxyException {
    Proxies both =
        new Proxies(
            List.of(IpNetwork.parse("127.0.0.1"), IpNetwork.parse("10.0.0.1")),
            ProxyHeader.X_FORWARDED_FOR);
    assertThat(both.origin(PROXY, List.of("203.0.113.9, 127.0.0.1")))
        .isEqualTo(new Origin(PROXY.ip(), 0));
  }

  @Test
  void header_isLookedAt_fromTrustedAddressesOnly() {
    IpAddress stranger = IpAddress.parse("203.0.113.9");
    assertThat(trusting(ProxyHeader.FORWARDED).headerFrom(PROXY.ip())).isEqualTo("Forwarded");
    assertThat(trusting(ProxyHeader.X_FORWARDED_FOR).headerFrom(PROXY.ip()))
        .isEqualTo("X-Forwarded-For");
    assertThat(trusting(ProxyHeader.FORWARDED).headerFrom(stranger)).isEmpty();
    assertThat(trusting(ProxyHeader.PROXY_PROTOCOL).headerFrom(PROXY.ip())).isEmpty();
    assertThat(trusting(ProxyHeader.PROXY_PROTOCOL).announces(PROXY.ip())).isTrue();
    assertThat(trusting(ProxyHeader.PROXY_PROTOCOL).announces(stranger)).isFalse();
    assertThat(Proxies.NONE.headerFrom(PROXY.ip())).isEmpty();
    assertThat(Proxies.NONE.announces(PROXY.ip())).isFalse();
  }
}
