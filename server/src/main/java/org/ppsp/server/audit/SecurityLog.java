package org.ppsp.server.audit;

import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.tracker.Caller;
import org.ppsp.tracker.Ticker;
import org.slf4j.LoggerFactory;

/// What happens at the border, in the log `org.ppsp.security`: one line an event, as
/// `event=rate-limited address=192.0.2.7 peer="alice" detail="..."`.
///
/// Of each kind so many lines a minute are written, and one that counts the others: a flood must
/// not fill the disk. What a stranger sent stands between quotes, short, with everything escaped
/// that is no printable ASCII. Who calls must not hand in secrets. Thread-safe.
public final class SecurityLog {
  /// What happened.
  public enum Kind {
    /// A client asked more often than it may.
    RATE_LIMITED,
    /// A client has, or all have, too many connections.
    TOO_MANY_CONNECTIONS,
    /// The tracker does not keep up.
    OVERLOADED,
    /// A trusted proxy does not say whom it speaks for.
    BAD_PROXY,
    /// What should have proved who a client is did not.
    AUTHENTICATION_FAILED,
    /// A web page of elsewhere would have used the rights of its browser's address.
    FOREIGN_PAGE,
    /// A credential was good, but not for what was asked.
    NOT_ALLOWED,
    /// A credential no longer counts, for it was revoked or has expired.
    CREDENTIAL_ENDED;

    private String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /// Lines of a kind in a minute.
  private static final int LINES = 20;

  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);

  /// Characters of a text that are shown.
  private static final int SHOWN = 200;

  private final Ticker ticker;
  private final Consumer<String> lines;
  private final Window[] windows = new Window[Kind.values().length];

  /// Writes to the log.
  public SecurityLog(Ticker ticker) {
    this(ticker, LoggerFactory.getLogger("org.ppsp.security")::warn);
  }

  /// Writes elsewhere.
  SecurityLog(Ticker ticker, Consumer<String> lines) {
    this.ticker = ticker;
    this.lines = lines;
    for (Kind kind : Kind.values()) {
      windows[kind.ordinal()] = new Window(kind, ticker.nanos());
    }
  }

  /// Writes an event.
  ///
  /// @param peer whose name the request has, proved or not; null if it is not known
  /// @param detail what it was, for a person
  public void event(Kind kind, IpAddress address, @Nullable PeerId peer, String detail) {
    if (windows[kind.ordinal()].takesOne(ticker.nanos())) {
      lines.accept(
          "event=%s address=%s peer=%s detail=%s"
              .formatted(
                  kind.text(),
                  address.isKnown() ? address : "-",
                  peer == null ? "-" : quote(peer.toString()),
                  quote(detail)));
    }
  }

  /// The same about a caller.
  public void event(Kind kind, Caller caller, @Nullable PeerId peer, String detail) {
    event(kind, caller.ip(), peer, detail);
  }

  /// Tells what was left out in minutes that are over; to be called now and then.
  public void summarize() {
    for (Window window : windows) {
      window.look(ticker.nanos());
    }
  }

  /// A text between quotes.
  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < Math.min(text.length(), SHOWN); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return out.append(text.length() > SHOWN ? "...\"" : "\"").toString();
  }

  /// The minute that a kind is in.
  private final class Window {
    private final Kind kind;
    private long begun;
    private int written;
    private long omitted;

    Window(Kind kind, long now) {
      this.kind = kind;
      this.begun = now;
    }

    synchronized boolean takesOne(long now) {
      look(now);
      if (written < LINES) {
        written++;
        return true;
      }
      omitted++;
      return false;
    }

    synchronized void look(long now) {
      if (now - begun < WINDOW_NANOS) {
        return;
      }
      if (omitted > 0) {
        lines.accept(
            "event=%s omitted=%s seconds=%s"
                .formatted(kind.text(), omitted, TimeUnit.NANOSECONDS.toSeconds(now - begun)));
      }
      begun = now;
      written = 0;
      omitted = 0;
    }
  }
}
