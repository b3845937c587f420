package org.ppsp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpNetworkTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0, true",
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, ::a00:0, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "192.0.2.7/32, 192.0.2.7, true",
    "192.0.2.6/31, 192.0.2.7, true",
    "0.0.0.0/0, 255.255.255.255, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 127.0.0.1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "2001:db8::/64, 2001:db8::ffff:ffff:ffff:ffff, true",
    "2001:db8::/64, 2001:db8:0:1::, false",
    "2001:db8::/65, 2001:db8::7fff:0:0:0, true",
    "2001:db8::/65, 2001:db8::8000:0:0:0, false",
    "::1, ::1, true",
    "::1, 127.0.0.1, false",
    "fe80::/10, febf::1, true"
  })
  void contains_itsAddresses(String network, String address, boolean contained) {
    assertThat(IpNetwork.parse(network).contains(IpAddress.parse(address))).isEqualTo(contained);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "192.0.2.7/32, 192.0.2.7",
    "2001:DB8:0::/32, 2001:db8::/32",
    "::1/128, ::1",
    "::ffff:10.0.0.1, 10.0.0.1"
  })
  void text_isTheShortest(String text, String again) {
    assertThat(IpNetwork.parse(text)).hasToString(again);
    assertThat(IpNetwork.parse(again)).isEqualTo(IpNetwork.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/+8",
        "10.0.0.0/8/8",
        "10.0.0.0/ 8",
        "10/8",
        "::/129",
        "::/1000",
        "localhost",
        "10.0.0.1/8",
        "2001:db8::1/64",
        "::ffff:10.0.0.0/104",
        "[::1]/128",
        "10.0.0.0/٨",
        "fe80::1%eth0"
      })
  void whatIsNone_isRefused(String text) {
    assertThatThrownBy(() -> IpNetwork.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1/8, 10.0.0.0/8", "2001:db8::1/64, 2001:db8::/64"})
  void networkWithFurtherBits_isToldWithTheCure(String text, String cure) {
    assertThatThrownBy(() -> IpNetwork.parse(text)).hasMessageContaining("write " + cure);
  }
}
