package org.ppsp.cli.check;

import java.io.IOException;
import org.ppsp.protocol.Response;

/// The messages of the working group's slides, with the slides' order of elements and line breaks
/// where slides have some: no XML declaration, no token. A client that knows only the slides must
/// be served.
final class SeedForms {
  private static final String CONNECT =
      """
      <PPSPTrackerProtocol version="1.0">
           <Method>CONNECT</Method>
           <TransactionID>%1$s</TransactionID>


        <PeerID>

      %2$s

      </PeerID>


       <Cer>

      MIIB

      </Cer>
           </PPSPTrackerProtocol>
      """;
  private static final String JOIN =
      """
      <PPSPTrackerProtocol version="1.0">
           <Method>JOIN</Method>
           <TransactionID>%1$s</TransactionID>
        <PeerID>%2$s</PeerID>
        <SwarmID>%3$s</SwarmID>
        <ExpireTime>3600</ExpireTime>
           </PPSPTrackerProtocol>
      """;
  private static final String FIND =
      """
      <PPSPTrackerProtocol version="1.0">
           <Method>FIND</Method>
           <TransactionID>%1$s</TransactionID>
        <PeerID>%2$s</PeerID>
        <SwarmID>%3$s</SwarmID>
        <ChunkID>7</ChunkID>
        <Peernum>5</Peernum>
        <Stats>
          <Stat property="UploadBandwidth">600</Stat>
          ... more stats ...
        </Stats>
           </PPSPTrackerProtocol>
      """;
  private static final String STAT_REPORT =
      """
      <PPSPTrackerProtocol version="1.0">
           <Method>STAT_REPORT</Method>
           <TransactionID>%1$s</TransactionID>
        <PeerID>%2$s</PeerID>
        <Stats>
          <Stat property="UploadBandwidth">900</Stat>
          ... more stats ...
        </Stats>
           </PPSPTrackerProtocol>
      """;
  private static final String WITH_PEER =
      """
      <PPSPTrackerProtocol version="1.0">
           <Method>%4$s</Method>
           <TransactionID>%1$s</TransactionID>
        <PeerID>%2$s</PeerID>
        %3$s
           </PPSPTrackerProtocol>
      """;

  private SeedForms() {}

  static void run(Checks checks) throws IOException, InterruptedException {
    TestPeer peer = checks.stranger();
    String swarm = checks.names().swarm();
    var forms = new Forms(checks, peer, swarm);
    forms.check("CONNECT", CONNECT, Response.Connect.class);
    if (!peer.isConnected()) {
      return;
    }
    TestPeer seeder = checks.peer().join(swarm, "<PeerMode>SEEDER</PeerMode>");
    var _ =
        seeder
            .ask("STAT_REPORT", Message.stats("UploadBandwidth", "8000"))
            .is(Response.StatReport.class);
    forms.check("JOIN", JOIN, Response.Join.class);
    forms.check("STAT_REPORT", STAT_REPORT, Response.StatReport.class);
    checks.check(
        "FIND with ChunkID, Peernum and Stats",
        () -> Checks.lists(forms.send("FIND", FIND).is(Response.Find.class).peers(), seeder));
    forms.check("KEEPALIVE", WITH_PEER.replace("%3$s", ""), Response.KeepAlive.class);
    forms.check(
        "LEAVE", WITH_PEER.replace("%3$s", "<SwarmID>%3$s</SwarmID>"), Response.Leave.class);
    forms.check(
        "DISCONNECT", WITH_PEER.replace("%3$s", "<Cer>MIIB</Cer>"), Response.Disconnect.class);
  }

  /// Sends the slides' messages in one peer's name.
  private record Forms(Checks checks, TestPeer peer, String swarm) {
    void check(String method, String form, Class<? extends Response> type)
        throws IOException, InterruptedException {
      checks.check(
          method,
          () -> {
            var _ = send(method, form).is(type);
          });
    }

    Answer send(String method, String form) throws IOException, InterruptedException {
      String transaction = checks.names().transaction();
      String message = form.formatted(transaction, peer.id(), swarm, method);
      Answer answer = checks.wire().send(checks.wire().post(message), transaction);
      peer.note(method, answer);
      return answer;
    }
  }
}
