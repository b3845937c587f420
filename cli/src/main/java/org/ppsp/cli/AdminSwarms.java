package org.ppsp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.admin.Call;
import org.ppsp.protocol.SwarmId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ppsp admin`: swarms, their members and their chunks.
final class AdminSwarms {
  /// Columns of availability that a line of a terminal has place for.
  private static final int COLUMNS = 60;

  private AdminSwarms() {}

  /// What swarms are sorted by.
  enum Sort {
    MEMBERS,
    SEEDERS,
    LEECHES,
    ID,
    UPLOADED,
    DOWNLOADED,
    ORIGIN,
    OFFLOAD
  }

  /// Which come first.
  enum Order {
    ASC,
    DESC
  }

  @Command(
      name = "swarms",
      description = "List the swarms, page by page.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "Examples:",
        "  ppsp admin swarms",
        "  ppsp admin swarms --search live/ --sort offload --order asc --limit 10",
        "  ppsp admin swarms --json | jq -r '.items[].id'"
      })
  static int swarms(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Mixin AdminPage page,
      @Option(
              names = "--search",
              paramLabel = "TEXT",
              description = "Only those whose SwarmID holds this text.")
          @Nullable String search,
      @Option(
              names = "--sort",
              paramLabel = "FIELD",
              defaultValue = "MEMBERS",
              description =
                  "members (default), seeders, leeches, id, uploaded, downloaded, origin or"
                      + " offload.")
          Sort sort,
      @Option(
              names = "--order",
              paramLabel = "ORDER",
              defaultValue = "DESC",
              description = "desc (default), the largest first, or asc.")
          Order order)
      throws Failure, InterruptedException {
    Call call =
        page.of(Call.of("GET", "swarms"))
            .with("search", search)
            .with("sort", small(sort))
            .with("order", small(order));
    return admin.ask(
        console,
        call,
        "items",
        (answer, out) -> {
          Table table = new Table();
          table.row("SwarmID", "Members", "Seeders", "Leeches", "Up", "Down", "Origin", "Offload");
          for (Fields swarm : answer.list("items")) {
            table.row(
                swarm.text("id"),
                swarm.text("members"),
                swarm.text("seeders"),
                swarm.text("leeches"),
                close(swarm.bytes("uploaded")),
                close(swarm.bytes("downloaded")),
                close(swarm.bytes("origin")),
                close(swarm.percent("offload")));
          }
          table.print(out);
          page.tellRest(console, answer);
        });
  }

  private static String small(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /// A figure without blanks, for fields are parted by them.
  static String close(String figure) {
    return figure.replace(" ", "");
  }

  @Command(
      name = "swarm",
      description = "Show a swarm, and in which networks its members are.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin swarm movie"})
  static int swarm(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Parameters(paramLabel = "ID", description = "The SwarmID.") SwarmId swarm)
      throws Failure, InterruptedException {
    return admin.ask(
        console, Call.of("GET", "swarms", swarm.value()), "networks", AdminSwarms::printSwarm);
  }

  private static void printSwarm(Fields swarm, PrintWriter out) {
    new Table()
        .row("SwarmID", swarm.text("id"))
        .row("Members", swarm.text("members"))
        .row("Seeders", swarm.text("seeders"))
        .row("Leeches", swarm.text("leeches"))
        .row("Uploaded", swarm.bytes("uploaded"))
        .row("Downloaded", swarm.bytes("downloaded"))
        .row("Origin", swarm.bytes("origin"))
        .row("Offload", swarm.percent("offload"))
        .row("Looked", swarm.text("looked"))
        .print(out);
    if (swarm.size("networks") > 0) {
      out.println();
      Table table = new Table().row("ASN", "Members", "Seeders");
      for (Fields network : swarm.list("networks")) {
        table.row(network.asn(), network.text("members"), network.text("seeders"));
      }
      table.print(out);
    }
  }

  @Command(
      name = "members",
      description = "List the peers of a swarm, page by page.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin members movie --limit 100"})
  static int members(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Mixin AdminPage page,
      @Parameters(paramLabel = "ID", description = "The SwarmID.") SwarmId swarm)
      throws Failure, InterruptedException {
    return admin.ask(
        console,
        page.of(Call.of("GET", "swarms", swarm.value(), "peers")),
        "items",
        (answer, out) -> {
          Table table = new Table();
          table.row(
              "PeerID", "PeerMode", "Online", "Expires", "ASN", "Chunks", "Quarantined", "Address");
          for (Fields member : answer.list("items")) {
            table.row(
                member.text("peer"),
                member.text("mode"),
                close(member.span("online")),
                close(member.span("expires")),
                member.asn(),
                member.text("chunkCount"),
                member.flag("quarantined"),
                member.texts("addresses"));
          }
          table.print(out);
          page.tellRest(console, answer);
        });
  }

  @Command(
      name = "chunks",
      description = {
        "Show which chunks the members of a swarm hold.",
        "",
        "The numbers from First to Last are divided into columns, and each has a character: '.'",
        "nobody but the seeders holds any of it, '-' some hold parts that make no whole, 1 to 9 so",
        "many hold it, '+' more do. Of a single peer: '.' nothing, '-' a part, '#' all.",
        ""
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin chunks movie"})
  static int chunks(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Parameters(paramLabel = "ID", description = "The SwarmID.") SwarmId swarm)
      throws Failure, InterruptedException {
    Call call = Call.of("GET", "swarms", swarm.value(), "chunks").with("columns", COLUMNS);
    return admin.ask(console, call, "columns", AdminSwarms::printChunks);
  }

  private static void printChunks(Fields chunks, PrintWriter out) {
    new Table()
        .row("First", chunks.text("first"))
        .row("Last", chunks.text("last"))
        .row("Looked", chunks.text("looked"))
        .row("Seeders", chunks.text("seeders"))
        .row("Leeches", columns(chunks, false))
        .print(out);
    if (chunks.size("peers") > 0) {
      out.println();
      Table table = new Table().row("PeerID", "PeerMode", "Chunks");
      for (Fields peer : chunks.list("peers")) {
        table.row(peer.text("peer"), peer.text("mode"), columns(peer, true));
      }
      table.print(out);
    }
    if (chunks.size("tokens") > 0) {
      out.println();
      Table table = new Table().row("ChunkID", "Members");
      chunks.list("tokens").forEach(it -> table.row(it.text("token"), it.text("members")));
      table.print(out);
    }
  }

  /// A character for each column.
  ///
  /// @param single whether it is about one peer, which has a part of the column
  private static String columns(Fields from, boolean single) {
    StringBuilder line = new StringBuilder();
    for (JsonNode column : from.object().path("columns")) {
      double held = column.asDouble();
      if (held <= 0) {
        line.append('.');
      } else if (held < 1) {
        line.append('-');
      } else if (single) {
        line.append('#');
      } else {
        line.append(held < 10 ? (char) ('0' + (int) held) : '+');
      }
    }
    return line.isEmpty() ? "-" : line.toString();
  }
}
