package org.ppsp.protocol;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What a client tells a person where no response of the protocol came over HTTP. Mostly nothing
/// listens there, or the URL is that of another server, and then it helps little to know what a
/// library says of the connection or a decoder of the page.
public final class Diagnosis {
  private static final int SHOWN = 200;

  private Diagnosis() {}

  /// Why there was no answer at all.
  ///
  /// @param failure what the library threw
  public static String ofFailure(Throwable failure) {
    boolean refused = false;
    boolean untrusted = false;
    String said = failure.getClass().getSimpleName();
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof UnresolvedAddressException || e instanceof UnknownHostException) {
        return "the host name is not known";
      }
      refused |=
          e instanceof ConnectException
              && (e.getMessage() == null || e.getMessage().contains("refused"));
      untrusted |= e instanceof CertPathBuilderException;
      if (e instanceof SSLException
          && String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("unrecognized")) {
        return "it does not speak TLS; is its URL one of http:// ?";
      }
      said = e.getMessage() == null ? said : e.getMessage();
    }
    if (untrusted) {
      return "its certificate is from no authority that is trusted here; name its authority, if it"
          + " is the operator's own";
    }
    return refused ? "nothing listens there" : said;
  }

  /// What is wrong with an answer that cannot be read, with the cure.
  ///
  /// @param http the HTTP status
  /// @param type the header Content-Type, or null
  /// @param location the header Location, or null
  /// @param problem why it is no response
  public static String ofAnswer(
      int http, @Nullable String type, @Nullable String location, String problem) {
    if (location != null && http / 100 == 3) {
      return "HTTP %s to %s: this is no tracker; is that its URL?".formatted(http, cut(location));
    }
    if (type == null || !mayBeMessage(type)) {
      return "HTTP %s %s: this is no tracker; is the URL right?"
          .formatted(http, type == null ? "without Content-Type" : cut(type));
    }
    return "HTTP %s without a PPSP response: %s".formatted(http, problem);
  }

  private static boolean mayBeMessage(String type) {
    String name = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return name.endsWith("/json")
        || name.endsWith("+json")
        || name.endsWith("/xml")
        || name.endsWith("+xml") && !name.contains("html");
  }

  private static String cut(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }
}
