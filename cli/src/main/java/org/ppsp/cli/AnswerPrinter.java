package org.ppsp.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.log.Escape;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmResult;

/// Prints answers: for people, with the names of the protocol's elements, or as messages.
///
/// @param out takes it
/// @param modes whether the encoding says if a listed peer is a SEEDER
record AnswerPrinter(PrintWriter out, Form form, boolean modes) {
  /// The forms.
  enum Form {
    /// Lines and a table.
    TEXT,
    /// The message in XML, indented.
    XML,
    /// The message in JSON, indented.
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Prints an answer.
  void print(Response answer) {
    switch (form) {
      case TEXT -> printText(answer);
      case XML -> out.print(Escape.xml(XmlText.of(answer)));
      case JSON -> out.println(Escape.json(JsonText.of(answer)));
    }
    out.flush();
  }

  private void printText(Response answer) {
    Table lines = new Table().row("Status", answer.status().toString());
    if (answer.warning() != null) {
      lines.row("Warning", answer.warning());
    }
    switch (answer) {
      case Response.Connect connect ->
          connect(lines, connect.observed(), connect.keepaliveInterval());
      case Response.SwarmActions connect -> {
        connect(lines, connect.observed(), connect.keepaliveInterval());
        connect.results().forEach(this::result);
      }
      case Response.SwarmReports reports -> {
        lines.print(out);
        reports.results().forEach(this::result);
      }
      case Response.Join join -> joined(lines, join.swarmId(), join.expireTime(), join.peers());
      case Response.JoinChunk join ->
          joined(lines, join.swarmId(), join.expireTime(), join.peers());
      case Response.Leave leave -> lines.row("SwarmID", leave.swarmId()).print(out);
      case Response.Find find -> found(lines, find.swarmId(), find.chunks(), find.peers());
      case Response.FindChunk find -> found(lines, find.swarmId(), find.chunks(), find.peers());
      case Response.KeepAlive keepAlive -> {
        observed(lines, keepAlive.observed());
        asked(lines, keepAlive.statRequest());
      }
      case Response.StatQuery query -> stats(lines.row("PeerID", query.peerId()), query.stats());
      case Response.Disconnect _, Response.StatReport _, Response.Refusal _ -> lines.print(out);
    }
  }

  private void result(SwarmResult result) {
    Status status = result.successful() ? Status.SUCCESSFUL : Status.FORBIDDEN_ACTION;
    out.println();
    peers(new Table().row("SwarmID", result.swarmId()).row("Status", status), result.peers());
  }

  private void connect(Table lines, @Nullable PeerAddress observed, long keepaliveInterval) {
    observed(lines, observed);
    if (keepaliveInterval > 0) {
      lines.row("KeepaliveInterval", keepaliveInterval + " s");
    }
    lines.print(out);
  }

  private static void observed(Table lines, @Nullable PeerAddress observed) {
    if (observed != null) {
      lines.row("PeerAddress", AddressText.text(observed));
    }
  }

  private void joined(Table lines, Object swarm, long expireTime, @Nullable List<Peer> peers) {
    lines.row("SwarmID", swarm);
    if (expireTime >= 0) {
      lines.row("ExpireTime", expireTime + " s");
    }
    peers(lines, peers);
  }

  private void found(Table lines, Object swarm, ChunkSet chunks, List<Peer> peers) {
    lines.row("SwarmID", swarm);
    if (!chunks.isEmpty()) {
      lines.row("ChunkID", chunks);
    }
    peers(lines, peers);
  }

  private void peers(Table lines, @Nullable List<Peer> peers) {
    if (peers != null) {
      lines.row("Peers", peers.size());
    }
    lines.print(out);
    if (peers != null && !peers.isEmpty()) {
      out.println();
      Table table = new Table().row("PeerID", "PeerMode", "PeerAddress");
      for (Peer peer : peers) {
        table.row(peer.id(), modes ? peer.mode() : "-", addresses(peer));
      }
      table.print(out);
    }
  }

  /// The addresses of a peer, parted by blanks.
  static String addresses(Peer peer) {
    return peer.addresses().stream().map(AddressText::text).collect(Collectors.joining(" "));
  }

  private void asked(Table lines, @Nullable List<Property> properties) {
    if (properties != null) {
      lines.row(
          "StatRequest",
          properties.isEmpty()
              ? "all"
              : properties.stream().map(Property::name).collect(Collectors.joining(" ")));
    }
    lines.print(out);
  }

  private void stats(Table lines, List<Stat> stats) {
    lines.row("Stats", stats.size()).print(out);
    if (!stats.isEmpty()) {
      out.println();
      Table table = new Table().row("Property", "Value");
      stats.forEach(stat -> table.row(stat.property(), stat.value()));
      table.print(out);
    }
  }
}
