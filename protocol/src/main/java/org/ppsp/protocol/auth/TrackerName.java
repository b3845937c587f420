package org.ppsp.protocol.auth;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.ppsp.protocol.IpAddress;

/// The name of a tracker, as peers reach it: the host of its URL, without a port, in one spelling.
public final class TrackerName {
  private static final int MAX_LENGTH = 253;
  private static final Pattern PORT = Pattern.compile(":\\d{0,5}$");
  private static final Pattern HOST = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
  private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

  private TrackerName() {}

  /// The one spelling of a host: lower case, ASCII (RFC 5890), without a dot at the end; addresses
  /// as RFC 5952 has them, without brackets.
  ///
  /// @param host a name or an address, IPv6 with or without brackets
  /// @throws IllegalArgumentException if it is neither
  public static String of(String host) {
    String bare =
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    if (LITERAL.matcher(bare).matches()) {
      return IpAddress.parse(bare).toString();
    }
    String name = IDN.toASCII(bare).toLowerCase(Locale.ROOT);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (name.length() > MAX_LENGTH || !HOST.matcher(name).matches()) {
      throw new IllegalArgumentException("not the name of a host");
    }
    return name;
  }

  /// The name in a host and perhaps a port, as the HTTP header `Host` has them.
  ///
  /// @return empty if there is none
  public static Optional<String> inAuthority(String authority) {
    try {
      return Optional.of(of(PORT.matcher(authority.strip()).replaceFirst("")));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Whether a name can only be that of the machine itself: `localhost` or a loopback address.
  ///
  /// @param name see [#of]
  public static boolean isLoopback(String name) {
    try {
      return name.equals("localhost") || isAddress(name) && IpAddress.parse(name).isLoopback();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// Whether a name is an address, which nobody else can have.
  ///
  /// @param name see [#of]
  public static boolean isAddress(String name) {
    return LITERAL.matcher(name).matches();
  }
}
