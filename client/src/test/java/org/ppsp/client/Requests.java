package org.ppsp.client;

import java.util.List;
import java.util.OptionalInt;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;

/// Requests of a peer, for tests.
final class Requests {
  static final PeerId PEER = new PeerId("peer-a");
  static final SwarmId SWARM = new SwarmId("swarm-1");
  static final TransactionId ID = new TransactionId("t-1");
  static final ChunkSet CHUNKS = ChunkSet.range(1, 9);

  private Requests() {}

  static Request.Connect connect() {
    return new Request.Connect(ID, PEER, null, List.of(), OptionalInt.empty(), List.of(), null);
  }

  static Request.Disconnect disconnect() {
    return new Request.Disconnect(ID, PEER, null);
  }

  static Request.Join join() {
    return new Request.Join(
        ID, PEER, SWARM, null, PeerMode.LEECH, OptionalInt.of(5), ChunkSet.EMPTY, List.of());
  }

  static Request.JoinChunk joinChunk() {
    return new Request.JoinChunk(
        ID, PEER, SWARM, null, null, OptionalInt.empty(), CHUNKS, List.of());
  }

  static Request.Leave leave() {
    return new Request.Leave(ID, PEER, SWARM, ChunkSet.EMPTY);
  }

  static Request.Find find() {
    return new Request.Find(ID, PEER, SWARM, ChunkSet.EMPTY, OptionalInt.of(10), List.of());
  }

  static Request.FindChunk findChunk() {
    return new Request.FindChunk(ID, PEER, SWARM, CHUNKS, OptionalInt.of(10), List.of());
  }

  static Request.KeepAlive keepAlive() {
    return new Request.KeepAlive(ID, PEER);
  }

  static Request.StatReport statReport() {
    return new Request.StatReport(ID, PEER, null, List.of());
  }
}
