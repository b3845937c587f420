package org.ppsp.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Condition;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.auth.AuthHeader;

/// What goes into the HTTP header `Authorization`. Every thread may call.
///
/// What it throws is told to a person and has nothing secret in it.
interface Authorization {
  /// Sends nothing.
  Authorization NONE =
      new Authorization() {
        @Override
        public @Nullable String unasked(Message message) {
          return null;
        }

        @Override
        public @Nullable String asked(
            Message message, @Nullable String refused, List<String> challenges, int round) {
          return null;
        }
      };

  /// A message that is about to be posted.
  final class Message {
    private final URI tracker;
    private final PeerId peer;
    private final byte[] body;

    /// @param body is neither copied nor changed
    Message(URI tracker, PeerId peer, byte[] body) {
      this.tracker = tracker;
      this.peer = peer;
      this.body = body;
    }

    URI tracker() {
      return tracker;
    }

    PeerId peer() {
      return peer;
    }

    byte[] body() {
      return body;
    }
  }

  /// What to send before the tracker has asked for it; null: nothing.
  ///
  /// @throws IOException if the credentials cannot be had
  @Nullable String unasked(Message message) throws IOException;

  /// What to send after HTTP 401; null: nothing better.
  ///
  /// @param refused what was sent; null: nothing
  /// @param challenges the headers `WWW-Authenticate`
  /// @param round 0 for the first 401 to this message
  /// @throws IOException if the credentials cannot be had
  @Nullable String asked(
      Message message, @Nullable String refused, List<String> challenges, int round)
      throws IOException;

  /// Whatever a program wants to be sent.
  static Authorization given(Supplier<String> header) {
    return new FromSupplier("", header);
  }

  /// A bearer token (RFC 6750).
  static Authorization bearer(Supplier<String> token) {
    return new FromSupplier("Bearer ", token);
  }

  /// Credentials that are sent unasked, and asked for each time: they may have been renewed.
  record FromSupplier(String scheme, Supplier<String> source) implements Authorization {
    @Override
    public String unasked(Message message) throws IOException {
      String value = scheme + secret(source).strip();
      if (value.length() == scheme.length() || !AuthHeader.canQuote(value)) {
        throw new IOException(
            "the credentials are empty or hold characters that an HTTP header cannot carry");
      }
      return value;
    }

    @Override
    public @Nullable String asked(
        Message message, @Nullable String refused, List<String> challenges, int round)
        throws IOException {
      String now = unasked(message);
      return round == 0 && !now.equals(refused) ? now : null;
    }

    /// Hides the source, which may have the secret in its text.
    @Override
    public String toString() {
      return "FromSupplier[" + scheme.strip() + "]";
    }
  }

  /// What a tracker accepts, by the challenge of its own scheme, `PPSP`; empty if it does not say.
  ///
  /// @param challenges the headers `WWW-Authenticate`
  static List<Condition> conditions(List<String> challenges) {
    List<AuthHeader> all;
    try {
      all = AuthHeader.challenges(String.join(", ", challenges));
    } catch (IllegalArgumentException e) {
      return List.of(); // that of something between here and the tracker, perhaps
    }
    List<Condition> conditions = new ArrayList<>();
    for (AuthHeader challenge : all) {
      String words = challenge.is("PPSP") ? challenge.parameters().get("mechanisms") : null;
      for (Condition.Type type : Condition.Type.values()) {
        if (words != null && Arrays.asList(words.split(" ", -1)).contains(type.text())) {
          conditions.add(new Condition(type, null));
        }
      }
    }
    return conditions;
  }

  /// Asks for a secret.
  ///
  /// @throws IOException if there is none: then nobody knows what else a tracker should be told
  static <T> T secret(Supplier<T> source) throws IOException {
    try {
      return source.get();
    } catch (RuntimeException e) {
      throw new IOException("the credentials cannot be had: " + e.getMessage(), e);
    }
  }

  /// Whether nobody between here and the tracker can read along.
  static boolean isPrivate(URI tracker) {
    if ("https".equalsIgnoreCase(tracker.getScheme())) {
      return true;
    }
    String host = tracker.getHost();
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      // A name could be resolved to anything later on; an address cannot.
      return InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
