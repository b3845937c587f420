package org.ppsp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.admin.Call;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Requirement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ppsp admin`: peers, and what is done with them.
final class AdminPeers {
  private AdminPeers() {}

  @Command(
      name = "peers",
      description = "List connected peers, in no order.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Examples:", "  ppsp admin peers", "  ppsp admin peers ali --limit 1000"})
  static int peers(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Parameters(
              arity = "0..1",
              paramLabel = "BEGINNING",
              description = "Only those whose PeerID begins so.")
          @Nullable String beginning,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "50",
              description = "How many at the most, up to 1000 (default: ${DEFAULT-VALUE}).")
          int limit)
      throws Failure, InterruptedException {
    return admin.ask(
        console,
        Call.of("GET", "peers").with("search", beginning).with("limit", limit),
        "items",
        (answer, out) -> {
          printNames(answer, out);
          if (answer.object().path("more").booleanValue()) {
            console.say("there are more: name a longer beginning, or a higher --limit");
          }
        });
  }

  private static void printNames(Fields answer, PrintWriter out) {
    Table table = new Table().row("PeerID");
    answer.object().path("items").forEach(peer -> table.row(peer.asText()));
    table.print(out);
  }

  @Command(
      name = "peer",
      description = "Show a peer: its session, statistics and memberships.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin peer alice"})
  static int peer(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Parameters(paramLabel = "ID", description = "The PeerID.") PeerId peer)
      throws Failure, InterruptedException {
    return admin.ask(
        console, Call.of("GET", "peers", peer.value()), "memberships", AdminPeers::printPeer);
  }

  private static void printPeer(Fields peer, PrintWriter out) {
    new Table()
        .row("PeerID", peer.text("peer"))
        .row("From", peer.text("address"))
        .row("PeerAddress", peer.texts("addresses"))
        .row("ASN", peer.asn())
        .row("Connection", peer.text("connection"))
        .row("ControlPort", peer.text("controlPort"))
        .row("Online", peer.span("online"))
        .row("Expires", peer.span("expires"))
        .row("Quarantined", peer.flag("quarantined"))
        .row("Authenticated", peer.flag("authenticated"))
        .print(out);
    peer.printStatistics(out);
    for (Fields membership : peer.list("memberships")) {
      out.println();
      new Table()
          .row("SwarmID", membership.text("swarm"))
          .row("PeerMode", membership.text("mode"))
          .row("Expires", membership.span("expires"))
          .row("ChunkCount", membership.text("chunkCount"))
          .row("ChunkID", membership.text("chunks"))
          .print(out);
      membership.printStatistics(out);
    }
  }

  @Command(
      name = "query",
      description = {
        "Ask a peer for its statistics (STAT_QUERY).",
        "",
        "One with a control port answers at once; another is asked with its next KEEPALIVE, and",
        "what it told before is printed.",
        ""
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "Examples:",
        "  ppsp admin query alice",
        "  ppsp admin query alice --property BufferLevel --property StallTime"
      })
  static int query(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Parameters(paramLabel = "ID", description = "The PeerID.") PeerId peer,
      @Option(
              names = "--property",
              paramLabel = "NAME",
              description = "Which statistic; may be repeated (default: all).")
          @Nullable List<Property> properties)
      throws Failure, InterruptedException {
    ObjectNode question = object();
    ArrayNode names = question.putArray("properties");
    if (properties != null) {
      properties.forEach(property -> names.add(property.name()));
    }
    return admin.ask(
        console,
        Call.of("POST", "peers", peer.value(), "query").sending(question),
        "answered",
        (answer, out) -> {
          new Table().row("PeerID", peer).row("Answered", answer.flag("answered")).print(out);
          answer.printStatistics(out);
          if (!answer.object().path("answered").booleanValue()) {
            console.say("it is asked with its next KEEPALIVE; this is what it told before");
          }
        });
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Command(
      name = "kick",
      description = {
        "End a peer's session.",
        "",
        "It is in no list any more; it may connect again, unless it is kept out otherwise.",
        ""
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin kick mallory"})
  static int kick(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Parameters(paramLabel = "ID", description = "The PeerID.") PeerId peer)
      throws Failure, InterruptedException {
    return admin.tell(console, Call.of("DELETE", "peers", peer.value()), "Kicked", peer);
  }

  @Command(
      name = "quarantine",
      description = {
        "Put a peer into quarantine; without ID, list who is.",
        "",
        "No list names it any more. It need not be connected, stays connected if it is, and is not",
        "told.",
        ""
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Examples:", "  ppsp admin quarantine mallory", "  ppsp admin quarantine"})
  static int quarantine(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Parameters(arity = "0..1", paramLabel = "ID", description = "The PeerID.")
          @Nullable PeerId peer)
      throws Failure, InterruptedException {
    return peer == null
        ? admin.ask(console, Call.of("GET", "quarantine"), "items", AdminPeers::printNames)
        : admin.tell(console, Call.of("PUT", "quarantine", peer.value()), "Quarantined", peer);
  }

  @Command(
      name = "release",
      description = "Release a peer from quarantine.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin release mallory"})
  static int release(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Parameters(paramLabel = "ID", description = "The PeerID.") PeerId peer)
      throws Failure, InterruptedException {
    return admin.tell(console, Call.of("DELETE", "quarantine", peer.value()), "Released", peer);
  }

  @Command(
      name = "explain",
      description = {
        "Tell whom a FIND would be told, and why not the others.",
        "",
        "Nothing is sent to any peer. The options are those of 'ppsp find' and 'ppsp find-chunk'.",
        ""
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "Examples:",
        "  ppsp admin explain --peer-id bob --swarm-id movie",
        "  ppsp admin explain --peer-id bob --swarm-id movie --chunk-id 42 --about alice"
      })
  static int explain(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Mixin FindOptions find,
      @Mixin ChunkOptions chunks,
      @Option(
              names = "--peer-id",
              required = true,
              paramLabel = "PEERID",
              description = "Who asks; it must be connected.")
          PeerId asker,
      @Option(
              names = "--about",
              paramLabel = "PEERID",
              description = "Tell why this peer is listed, or is not.")
          @Nullable PeerId about)
      throws Failure, InterruptedException {
    ObjectNode question = object();
    question.put("peer", asker.value()).put("swarm", find.swarm().value());
    if (!chunks.all().isEmpty()) {
      question.put("chunks", chunks.all().toString());
    }
    try {
      find.peernum().ifPresent(peernum -> question.put("peernum", peernum));
    } catch (IllegalArgumentException e) {
      throw console.misuse(String.valueOf(e.getMessage()));
    }
    ArrayNode requirements = question.putArray("requirements");
    for (Requirement requirement : find.requirements()) {
      requirements
          .addObject()
          .put("property", requirement.property().name())
          .put("value", requirement.value())
          .put("match", requirement.match().text());
    }
    if (about != null) {
      question.put("about", about.value());
    }
    return admin.ask(
        console,
        Call.of("POST", "explain").sending(question),
        "listed",
        AdminPeers::printExplanation);
  }

  private static void printExplanation(Fields answer, PrintWriter out) {
    new Table()
        .row("Members", answer.text("members"))
        .row("Looked", answer.text("looked"))
        .row("Candidates", answer.text("candidates"))
        .row("Listed", answer.size("listed"))
        .print(out);
    if (answer.size("listed") > 0) {
      out.println();
      Table table = new Table().row("PeerID");
      for (JsonNode peer : answer.object().path("listed")) {
        table.row(peer.asText());
      }
      table.print(out);
    }
    if (answer.size("reasons") > 0) {
      out.println();
      Table table = new Table().row("Members", "Reason");
      for (Fields reason : answer.list("reasons")) {
        table.row(reason.text("members"), reason.text("reason"));
      }
      table.print(out);
    }
    if (answer.object().has("about")) {
      Fields about = answer.part("about");
      out.println();
      new Table()
          .row("PeerID", about.text("peer"))
          .row("Listed", about.flag("listed"))
          .row("Reason", about.text("reason"))
          .print(out);
    }
  }
}
