package org.ppsp.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// What to try while the demo runs. A test tries it.
final class DemoHints {
  /// How this command is called from where the user is; `bin/ppsp` sets it.
  private static final String COMMAND = System.getProperty("ppsp.command", "ppsp");

  private static final String USUAL = "http://127.0.0.1:7846/";

  private DemoHints() {}

  /// A hint each; that of curl has several lines.
  ///
  /// @param tag behind all PeerIDs
  /// @param own whether the tracker is the demo's own, which answers an operator on this machine
  static List<String> lines(URI tracker, String tag, boolean own) {
    List<String> lines = new ArrayList<>();
    String url = tracker.toString();
    lines.add("Try in another terminal:");
    lines.add("");
    if (!url.equals(USUAL)) {
      lines.add("export PPSP_URL=" + url);
    }
    lines.add(COMMAND + " connect --peer-id me");
    lines.add(COMMAND + " find --peer-id me --swarm-id news --peernum 5");
    lines.add(
        """
        curl -H 'Content-Type: application/xml' %s -d '
        <PPSPTrackerProtocol version="1.0"><Method>%s</Method>
        <TransactionID>1</TransactionID><PeerID>%s</PeerID>
        </PPSPTrackerProtocol>'\
        """
            .formatted(url, own ? "STAT_QUERY" : "KEEPALIVE", own ? "origin-news" + tag : "me"));
    return lines;
  }
}
