package org.ppsp.protocol.json;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.Peer;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.json.JsonScanner.Token;

/// Reads `swarm_result` (section 3.3.4).
final class ResultReader {
  private final JsonInput in;

  private ResultReader(JsonInput in) {
    this.in = in;
  }

  /// Reads the results that the input is at.
  static List<SwarmResult> read(JsonInput in) throws JsonException {
    List<SwarmResult> results = new ArrayList<>(1);
    ResultReader reader = new ResultReader(in);
    for (var all = in.elements("swarm_result"); all.next(); ) {
      reader.result(results);
    }
    return results;
  }

  private void result(List<SwarmResult> results) throws JsonException {
    String swarm = null;
    String result = null;
    List<Peer> peers = null;
    for (String name = in.open("swarm_result"); name != null; name = in.member()) {
      switch (name) {
        case "swarm_id" -> swarm = in.text(name);
        case "result" -> result = in.text(name);
        case "peer_group" -> peers = group();
        default -> in.skip();
      }
    }
    try {
      results.add(
          new SwarmResult(
              new SwarmId(Texts.needed(swarm, "swarm_result", "swarm_id")),
              Texts.count("result", Texts.needed(result, "swarm_result", "result")) == 0,
              peers == null ? null : PeerList.of(peers)));
    } catch (IllegalArgumentException e) {
      in.refuse(e);
    }
  }

  private @Nullable List<Peer> group() throws JsonException {
    if (in.token() == Token.NULL) {
      return null;
    }
    List<Peer> peers = new ArrayList<>();
    for (String name = in.open("peer_group"); name != null; name = in.member()) {
      if (!name.equals("peer_info")) {
        in.skip();
        continue;
      }
      for (var all = in.elements("peer_info"); all.next(); ) {
        if (peers.size() == in.limits().peers()) {
          in.refuse("there are more than " + in.limits().peers() + " peers");
          in.skip();
        } else {
          peer(peers);
        }
      }
    }
    return peers;
  }

  private void peer(List<Peer> peers) throws JsonException {
    String id = null;
    List<PeerAddress> addresses = new ArrayList<>(1);
    for (String name = in.open("peer_info"); name != null; name = in.member()) {
      switch (name) {
        case "peer_id" -> id = in.text(name);
        case "peer_addr" -> AddressReader.read(in, addresses, AddressType.HOST);
        default -> in.skip();
      }
    }
    try {
      // The RFC does not say the mode of a listed peer.
      peers.add(
          new Peer(
              new PeerId(Texts.needed(id, "peer_info", "peer_id")), PeerMode.LEECH, addresses));
    } catch (IllegalArgumentException e) {
      in.refuse(e);
    }
  }
}
