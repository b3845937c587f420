package org.ppsp.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ppsp.client.PeerIdentity;
import org.ppsp.client.PeerSession;
import org.ppsp.client.TrackerClient;
import org.ppsp.protocol.PeerId;

/// Peers that prove who they are, to trackers that want to know.
public final class Proofs {
  private Proofs() {}

  /// By a certificate.
  public static PeerSession.State byCertificate(URI tracker, Path authority, Path pem, Path key)
      throws IOException, InterruptedException {
    // [identity]
    PeerIdentity alice = PeerIdentity.in(pem, key);
    try (TrackerClient client =
            TrackerClient.builder().tier(tracker).trust(authority).identity(alice).build();
        PeerSession session = PeerSession.builder(client, alice.peer().orElseThrow()).connect()) {
      return session.state();
    }
    // [end]
  }

  /// By a password.
  public static PeerSession.State byPassword(URI tracker, PeerId alice, char[] password)
      throws IOException, InterruptedException {
    // [digest]
    try (TrackerClient client =
            TrackerClient.builder().tier(tracker).digest(alice, password).build();
        PeerSession session = PeerSession.builder(client, alice).connect()) {
      return session.state();
    }
    // [end]
  }

  /// By a token that somebody else renews.
  public static PeerSession.State byToken(URI tracker, PeerId alice, Path token)
      throws IOException, InterruptedException {
    // [bearer]
    try (TrackerClient client =
            TrackerClient.builder().tier(tracker).bearer(() -> read(token)).build();
        PeerSession session = PeerSession.builder(client, alice).connect()) {
      return session.state();
    }
    // [end]
  }

  private static String read(Path token) {
    try {
      return Files.readString(token);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
