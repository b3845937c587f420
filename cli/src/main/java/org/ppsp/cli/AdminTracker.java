package org.ppsp.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.cli.admin.Call;
import org.ppsp.cli.admin.ManagementClient;
import org.ppsp.server.LogLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `ppsp admin`: what is about the tracker as a whole.
final class AdminTracker {
  private AdminTracker() {}

  @Command(
      name = "status",
      description = "What runs there: version, since when, and how it is.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin status"})
  static int status(@Mixin AdminOptions admin, @Mixin Console console)
      throws Failure, InterruptedException {
    return admin.ask(
        console,
        Call.of("GET", "status"),
        "tracker",
        (status, out) ->
            new Table()
                .row("Version", status.text("version"))
                .row("Java", status.text("java"))
                .row("Tracker", status.text("tracker"))
                .row("Started", status.text("startedAt"))
                .row("Uptime", status.span("uptime"))
                .row("Health", status.text("health"))
                .row("TokenNeeded", status.flag("tokenNeeded"))
                .row("LogLevel", status.text("logLevel"))
                .print(out));
  }

  @Command(
      name = "overview",
      description = "The tracker now, in figures.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "Examples:",
        "  ppsp admin overview",
        "  watch -n 2 ppsp admin overview",
        "  ppsp admin overview --json | jq .offload"
      })
  static int overview(@Mixin AdminOptions admin, @Mixin Console console)
      throws Failure, InterruptedException {
    return admin.ask(
        console, Call.of("GET", "overview"), "memberships", AdminTracker::printOverview);
  }

  private static void printOverview(Fields now, PrintWriter out) {
    Fields latency = now.part("latency");
    Table table = new Table().row("Time", now.text("at"));
    table.row("Sessions", now.text("sessions")).row("Swarms", now.text("swarms"));
    table.row("Memberships", now.text("memberships")).row("Seeders", now.text("seeders"));
    table.row("Quarantined", now.text("quarantined"));
    table.row("Connections", now.text("connections"));
    table.row("Requests", now.text("requests"));
    table.row("RequestRate", now.rate("requestsPerSecond"));
    table.row("Latency", "p50 " + latency.delay("p50") + ", p99 " + latency.delay("p99"));
    table.row("EventLoopDelay", now.delay("eventLoopDelay"));
    table.row("Received", now.bytes("received")).row("Sent", now.bytes("sent"));
    table.row("Uploaded", now.bytes("uploaded")).row("Downloaded", now.bytes("downloaded"));
    table.row("Origin", now.bytes("origin")).row("Offload", now.percent("offload"));
    table.row("Stalled", now.millis("stalled")).print(out);
    if (now.size("refusals") > 0) {
      out.println();
      Table refusals = new Table().row("Refusal", "Count");
      now.addTo(refusals, "refusals");
      refusals.print(out);
    }
  }

  @Command(
      name = "config",
      description = {
        "What is configured: all keys with their values.",
        "",
        "Set is yes where the value is not the default.",
        ""
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "Examples:",
        "  ppsp admin config",
        "  ppsp admin config | awk '$2 == \"yes\"'            what is not as by default"
      })
  static int config(@Mixin AdminOptions admin, @Mixin Console console)
      throws Failure, InterruptedException {
    return admin.ask(
        console,
        Call.of("GET", "configuration"),
        "keys",
        (configuration, out) -> {
          Table table = new Table().row("Key", "Set", "Value");
          for (Fields key : configuration.list("keys")) {
            String value = key.text("value");
            table.row(key.text("name"), value.equals(key.text("default")) ? "no" : "yes", value);
          }
          table.print(out);
        });
  }

  @Command(
      name = "health",
      description = "Whether new peers should be sent there; the exit status is 1 if not.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  until ppsp admin health; do sleep 1; done"})
  static int health(@Mixin AdminOptions admin, @Mixin Console console)
      throws Failure, InterruptedException {
    JsonNode health = admin.use(console, ManagementClient::health);
    int printed =
        admin.print(
            console,
            health,
            (answer, out) -> new Table().row("Health", answer.text("status")).print(out));
    String status = health.path("status").asText();
    return status.equals("ready") || status.equals("memory") ? printed : ExitCode.FAILED;
  }

  @Command(
      name = "metrics",
      description = "All metrics in the text format of Prometheus.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin metrics | grep '^ppsp_'"})
  static int metrics(@Mixin AdminOptions admin, @Mixin Console console)
      throws Failure, InterruptedException {
    String text = admin.use(console, ManagementClient::metrics);
    text.lines().map(Console::printable).forEach(console.out()::println);
    console.out().flush();
    return ExitCode.OK;
  }

  @Command(
      name = "log-level",
      description = "How much is logged; with LEVEL, log so much until the next start.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Examples:", "  ppsp admin log-level", "  ppsp admin log-level debug"})
  static int logLevel(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Parameters(
              arity = "0..1",
              paramLabel = "LEVEL",
              description = "off, error, warn, info, debug or trace.")
          @Nullable LogLevel level)
      throws Failure, InterruptedException {
    Call call =
        level == null
            ? Call.of("GET", "log-level")
            : Call.of("PUT", "log-level").sending(object().put("level", level.toString()));
    return admin.ask(
        console,
        call,
        "level",
        (answer, out) -> new Table().row("LogLevel", answer.text("level")).print(out));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  @Command(
      name = "drain",
      description = {
        "Take no new peers.",
        "",
        "Those that are connected are served on; others are told to come again later, or go to",
        "another tracker.",
        ""
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin drain"})
  static int drain(@Mixin AdminOptions admin, @Mixin Console console)
      throws Failure, InterruptedException {
    return admin.tell(console, Call.of("PUT", "drain"), "Draining", "new peers are turned away");
  }

  @Command(
      name = "resume",
      description = "Take new peers again.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin resume"})
  static int resume(@Mixin AdminOptions admin, @Mixin Console console)
      throws Failure, InterruptedException {
    return admin.tell(console, Call.of("DELETE", "drain"), "Resumed", "new peers are taken");
  }

  @Command(
      name = "reload",
      description = "Have the configuration read anew, and tell which keys changed.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin reload"})
  static int reload(@Mixin AdminOptions admin, @Mixin Console console)
      throws Failure, InterruptedException {
    return admin.ask(
        console,
        Call.of("POST", "reload"),
        "applied",
        (answer, out) -> {
          Table table = new Table();
          answer.object().path("applied").forEach(key -> table.row("Applied", key.asText()));
          answer.object().path("kept").forEach(key -> table.row("NeedsRestart", key.asText()));
          if (answer.size("applied") + answer.size("kept") == 0) {
            table.row("Applied", "nothing has changed");
          }
          table.print(out);
        });
  }

  @Command(
      name = "access",
      description = "Who may take part in which swarm: the rules of access.file.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin access"})
  static int access(@Mixin AdminOptions admin, @Mixin Console console)
      throws Failure, InterruptedException {
    return admin.ask(console, Call.of("GET", "access"), "rules", AdminTracker::printRules);
  }

  private static void printRules(Fields access, PrintWriter out) {
    new Table()
        .row("Mode", access.text("mode"))
        .row("File", access.text("file"))
        .row("Rules", access.size("rules"))
        .print(out);
    if (access.size("rules") > 0) {
      out.println();
      Table table = new Table().row("SwarmID", "PeerID");
      for (Fields rule : access.list("rules")) {
        table.row(rule.text("swarm"), rule.size("peers") == 0 ? "*" : rule.texts("peers"));
      }
      table.print(out);
    }
  }

  @Command(
      name = "access-add",
      description = "Add a rule to access.file, and print all rules.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "Examples:",
        "  ppsp admin access-add movie alice bob          these two in movie",
        "  ppsp admin access-add 'live/*'                 everyone in all swarms that begin so"
      })
  static int accessAdd(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Parameters(paramLabel = "SWARM", description = "A SwarmID; may end in *.") String swarm,
      @Parameters(
              arity = "0..*",
              paramLabel = "PEER",
              description = "PeerIDs, which may end in *; none: all.")
          @Nullable List<String> peers)
      throws Failure, InterruptedException {
    return admin.ask(
        console,
        Call.of("POST", "access").sending(rule(swarm, peers)),
        "rules",
        AdminTracker::printRules);
  }

  @Command(
      name = "access-remove",
      description = "Take a rule, as it was added, out of access.file, and print the others.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {"", "Example:", "  ppsp admin access-remove movie alice bob"})
  static int accessRemove(
      @Mixin AdminOptions admin,
      @Mixin Console console,
      @Parameters(paramLabel = "SWARM", description = "The SwarmID of the rule.") String swarm,
      @Parameters(arity = "0..*", paramLabel = "PEER", description = "Its PeerIDs, if it has any.")
          @Nullable List<String> peers)
      throws Failure, InterruptedException {
    return admin.ask(
        console,
        Call.of("DELETE", "access").sending(rule(swarm, peers)),
        "rules",
        AdminTracker::printRules);
  }

  private static ObjectNode rule(String swarm, @Nullable List<String> peers) {
    ObjectNode rule = object().put("swarm", swarm);
    ArrayNode names = rule.putArray("peers");
    if (peers != null) {
      peers.forEach(names::add);
    }
    return rule;
  }
}
