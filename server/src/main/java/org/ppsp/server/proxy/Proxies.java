package org.ppsp.server.proxy;

import java.util.List;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.IpNetwork;

/// The proxies that are believed, and how they tell whom they speak for. Immutable.
///
/// @param trusted their networks
public record Proxies(List<IpNetwork> trusted, ProxyHeader header) {
  /// There are none.
  public static final Proxies NONE = new Proxies(List.of(), ProxyHeader.NONE);

  private static final String X_FORWARDED_FOR = "X-Forwarded-For";

  /// Copies the list.
  public Proxies {
    trusted = List.copyOf(trusted);
  }

  /// Whether what comes from the address is believed.
  public boolean trusts(IpAddress address) {
    return IpNetwork.anyContains(trusted, address);
  }

  /// Whether connections from the address begin with the PROXY protocol.
  public boolean announces(IpAddress address) {
    return header == ProxyHeader.PROXY_PROTOCOL && trusts(address);
  }

  /// The name of the header to look at in requests from the address; empty if there is none.
  public String headerFrom(IpAddress address) {
    String name =
        switch (header) {
          case NONE, PROXY_PROTOCOL -> "";
          case FORWARDED -> Forwarded.NAME;
          case X_FORWARDED_FOR -> X_FORWARDED_FOR;
        };
    return name.isEmpty() || !trusts(address) ? "" : name;
  }

  /// Who asked the outermost of the trusted proxies; without the header, this proxy itself. Of what
  /// is not told nothing is known: neither the address nor the port of a proxy stands for a
  /// client's.
  ///
  /// A loopback address is one of the machine that names it, so it stands for that proxy, or for
  /// another one beside it. That way nobody becomes the operator of this machine by way of a proxy:
  /// what comes out is no loopback address, or a trusted one.
  ///
  /// @param from a trusted proxy, which sent the request
  /// @param lines of the header [#headerFrom], in their order
  /// @throws ProxyException if it cannot be read up to there
  public Origin origin(Origin from, List<String> lines) throws ProxyException {
    Walk walk = new Walk(from);
    for (int i = lines.size() - 1; i >= 0 && !walk.ended; i--) {
      if (header == ProxyHeader.FORWARDED) {
        for (Hop hop : Forwarded.read(lines.get(i)).reversed()) {
          walk.take(hop);
        }
      } else {
        walk.over(lines.get(i));
      }
    }
    if (!walk.begun && !lines.isEmpty()) {
      throw new ProxyException(headerFrom(from.ip()) + " is empty; it must name the client");
    }
    return walk.current;
  }

  /// The way back from proxy to proxy.
  private final class Walk {
    private Origin current;
    private boolean begun;
    private boolean ended;

    Walk(Origin from) {
      current = from;
    }

    /// Goes over a line of `X-Forwarded-For` from the right, and no further than it has to: what
    /// stands on the left is what the client says.
    void over(String line) throws ProxyException {
      int end = line.length();
      while (end >= 0 && !ended) {
        int comma = line.lastIndexOf(',', end - 1);
        String text = line.substring(comma + 1, end).strip();
        if (text.equalsIgnoreCase("unknown")) {
          take(Hop.UNKNOWN);
        } else if (!text.isEmpty()) { // lists may have empty elements (RFC 9110, section 5.6.1)
          take(Hop.read(X_FORWARDED_FOR, text, true));
        }
        end = comma;
      }
    }

    void take(Hop hop) {
      begun = true;
      IpAddress ip = hop.ip();
      if (ended) {
        return;
      }
      if (ip == null) {
        current = Origin.UNKNOWN;
        ended = true;
      } else if (ip.isLoopback() && !(current.ip().isLoopback() && trusts(ip))) {
        current = new Origin(current.ip(), 0);
        ended = true;
      } else {
        current = new Origin(ip, hop.port());
        ended = !trusts(ip);
      }
    }
  }
}
