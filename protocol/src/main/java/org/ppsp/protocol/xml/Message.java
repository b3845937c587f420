package org.ppsp.protocol.xml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.Status;

/// What stood in a document, as text and not yet judged, with the first thing that was wrong.
final class Message {
  /// The attributes and the text of a `Stat`.
  record RawStat(@Nullable String property, @Nullable String match, String value) {}

  /// The attributes of a `PeerAddress`.
  record RawAddress(
      @Nullable String ip,
      @Nullable String port,
      @Nullable String type,
      @Nullable String priority,
      @Nullable String connection,
      @Nullable String asn,
      @Nullable String protocol) {}

  /// What stood in a `Peer`.
  record RawPeer(String id, String mode, List<RawAddress> addresses) {}

  /// The attributes of a `Condition` and of the `Challenge` in it.
  record RawCondition(
      @Nullable String type,
      boolean hasChallenge,
      @Nullable String nonce,
      @Nullable String algorithm,
      @Nullable String expires) {}

  private final @Nullable String[] texts = new @Nullable String[Element.COUNT];

  private @Nullable Status problem;
  private String reason = "";

  /// Texts of the `ChunkID` elements.
  final List<String> chunkIds = new ArrayList<>();

  /// The statistics of all lists.
  final List<RawStat> stats = new ArrayList<>();

  /// Whether there was a list of statistics, be it empty.
  boolean hasStats;

  final List<RawAddress> addresses = new ArrayList<>();
  final List<RawCondition> conditions = new ArrayList<>();

  /// The peers of a response's list; null if there was none.
  @Nullable List<RawPeer> peers;

  /// The attribute `code` of `Status`.
  @Nullable String statusCode;

  /// The attribute `algorithm` of `Signature`.
  @Nullable String signatureAlgorithm;

  /// The attribute `tracker` of `Signature`.
  @Nullable String signatureTracker;

  /// Notes what is wrong; only the first time counts.
  void refuse(Status status, String why) {
    if (problem == null) {
      problem = status;
      reason = why;
    }
  }

  /// Why the message is refused, or null if nothing was wrong so far.
  @Nullable Status problem() {
    return problem;
  }

  /// What is wrong, in words.
  String reason() {
    return reason;
  }

  /// Sets the text of a single element.
  ///
  /// @return false if it had one
  boolean set(Element element, String text) {
    int i = element.ordinal();
    boolean first = texts[i] == null;
    if (first) {
      texts[i] = text;
    }
    return first;
  }

  /// The text of a single element; null if it is absent or empty.
  @Nullable String text(Element element) {
    String text = texts[element.ordinal()];
    return text == null || text.isEmpty() ? null : text;
  }
}
