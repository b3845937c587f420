package org.ppsp.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.ppsp.cli.enrol.Authority;
import org.ppsp.cli.enrol.EnrolException;
import org.ppsp.cli.enrol.Issued;
import org.ppsp.cli.enrol.Subject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ppsp enrol list`: what was issued.
@Command(
    name = "list",
    description = "List the certificates that were issued, the oldest first.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  ppsp enrol list",
      "  ppsp enrol list --json | jq -r '.[] | select(.state == \"valid\") | .peerId'"
    })
final class EnrolListCommand extends EnrolTask {
  @Mixin private final FolderOption dir = new FolderOption();

  @Option(names = "--json", description = "Print one array, for a program.")
  private boolean json;

  /// For picocli.
  EnrolListCommand() {}

  @Override
  void run() throws EnrolException, IOException {
    InstantSource clock = InstantSource.system();
    Instant now = clock.instant();
    List<Issued> all = new Authority(dir.folder(), clock).list();
    if (json) {
      console.out().println(json(all, now));
      console.out().flush();
      return;
    }
    Table table = new Table().row("Serial", "Kind", "From", "Until", "State", "Name");
    for (Issued issued : all) {
      Subject subject = issued.subject();
      table.row(
          issued.serialText(),
          subject.kind(),
          issued.from(),
          issued.until(),
          issued.state(now),
          subject.name());
    }
    table.print(console.out());
  }

  private static String json(List<Issued> all, Instant now) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode array = mapper.createArrayNode();
    for (Issued issued : all) {
      ObjectNode object = array.addObject();
      object.put("serial", issued.serialText());
      object.put("kind", issued.subject().kind());
      switch (issued.subject()) {
        case Subject.Peer peer -> object.put("peerId", peer.name());
        case Subject.Tracker tracker -> {
          ArrayNode hosts = object.putArray("hosts");
          tracker.hosts().forEach(host -> hosts.add(host.text()));
        }
      }
      object.put("from", issued.from().toString());
      object.put("until", issued.until().toString());
      object.put("state", issued.state(now).toString());
      Issued.Revocation revocation = issued.revocation();
      if (revocation != null) {
        object.put("revoked", revocation.at().toString());
        object.put("reason", revocation.reason().toString());
      }
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(array);
  }
}
