package org.ppsp.server.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.IpNetwork;

/// Whatever a proxy sends names an address that a client can have, or is refused; and nobody
/// becomes an operator by it. The inputs are in `ProxiesFuzzInputs` among the resources.
class ProxiesFuzz {
  private static final Origin PROXY = new Origin(IpAddress.parse("10.0.0.1"), 7);
  private static final List<IpNetwork> TRUSTED = List.of(IpNetwork.parse("10.0.0.0/8"));

  @FuzzTest
  void forwarded(byte[] bytes) {
    read(ProxyHeader.FORWARDED, new String(bytes, ISO_8859_1), "for=203.0.113.9");
  }

  @FuzzTest
  void xForwardedFor(byte[] bytes) {
    read(ProxyHeader.X_FORWARDED_FOR, new String(bytes, ISO_8859_1), "203.0.113.9");
  }

  private static void read(ProxyHeader header, String text, String honest) {
    Proxies proxies = new Proxies(TRUSTED, header);
    List<String> lines = List.of(text.split("\n", -1));
    try {
      Origin origin = proxies.origin(PROXY, lines);
      assertThat(origin.ip().isUsable() || origin.equals(Origin.UNKNOWN)).isTrue();
      assertThat(origin.ip().isLoopback()).isFalse();
      assertThat(origin.port()).isBetween(0, 0xffff);
    } catch (ProxyException e) {
      assertThat(e.reason()).isNotBlank();
    }
    // what the client sent does not change what an honest proxy adds, in its own line or behind
    for (List<String> added :
        List.of(List.of(text, honest), List.of(text + ", " + honest + ", " + honest))) {
      try {
        assertThat(proxies.origin(PROXY, added).ip()).hasToString("203.0.113.9");
      } catch (ProxyException e) {
        assertThat(header).isEqualTo(ProxyHeader.FORWARDED);
      }
    }
  }
}
