package org.ppsp.cli.check;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.ppsp.protocol.Response;

/// The messages of the working group's slides as the slides have them: no XML declaration, no
/// token. A client that knows only the slides must be served.
final class SeedForms {
  private static final String CER = "MIIB";

  private SeedForms() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    TestPeer peer = checks.stranger();
    String swarm = checks.names().swarm();
    var forms = new Forms(checks, peer);
    forms.check("CONNECT", Map.of("Cer", CER), Response.Connect.class);
    if (!peer.isConnected()) {
      return;
    }
    TestPeer seeder = checks.peer().join(swarm, "<PeerMode>SEEDER</PeerMode>");
    var _ =
        seeder
            .ask("STAT_REPORT", Message.stats("UploadBandwidth", "8000"))
            .is(Response.StatReport.class);
    forms.check("JOIN", Map.of("SwarmID", swarm, "ExpireTime", "3600"), Response.Join.class);
    forms.check(
        "STAT_REPORT",
        Map.of("property", "UploadBandwidth", "Stat", "900"),
        Response.StatReport.class);
    Map<String, String> wanted =
        Map.of(
            "SwarmID", swarm,
            "ChunkID", "7",
            "Peernum", "5",
            "property", "UploadBandwidth",
            "Stat", "600");
    checks.check(
        "FIND with ChunkID, Peernum and Stats",
        () -> Checks.lists(forms.send("FIND", wanted).is(Response.Find.class).peers(), seeder));
    forms.check("KEEPALIVE", Map.of(), Response.KeepAlive.class);
    forms.check("LEAVE", Map.of("SwarmID", swarm), Response.Leave.class);
    forms.check("DISCONNECT", Map.of("Cer", CER), Response.Disconnect.class);
  }

  /// Sends the slides' messages in one peer's name.
  private record Forms(Checks checks, TestPeer peer) {
    void check(String method, Map<String, String> data, Class<? extends Response> type)
        throws IOException, InterruptedException {
      checks.check(
          method,
          () -> {
            var _ = send(method, data).is(type);
          });
    }

    Answer send(String method, Map<String, String> data) throws IOException, InterruptedException {
      String transaction = checks.names().transaction();
      Map<String, String> all = new HashMap<>(data);
      all.put("TransactionID", transaction);
      all.put("PeerID", peer.id());
      String message = Slide.message(method, all);
      Answer answer = checks.wire().send(checks.wire().post(message), transaction);
      peer.note(method, answer);
      return answer;
    }
  }
}
