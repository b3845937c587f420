package org.ppsp.cli.demo;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SwarmId;

/// An encoding that counts what passes through it: the requests of the peers and the tracker's
/// answers. Every thread may call.
final class Tally implements Codec {
  private final Codec codec;
  private final LongAdder requests = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder comebacks = new LongAdder();
  private final Map<SwarmId, OfSwarm> swarms = new ConcurrentHashMap<>();

  /// What is counted of a swarm.
  ///
  /// @param requests that name the swarm
  /// @param lists that were handed out
  /// @param listed peers in these lists
  record OfSwarm(LongAdder requests, LongAdder lists, LongAdder listed) {
    OfSwarm() {
      this(new LongAdder(), new LongAdder(), new LongAdder());
    }
  }

  /// Counts what passes through another encoding.
  Tally(Codec codec) {
    this.codec = codec;
  }

  long requests() {
    return requests.sum();
  }

  long refused() {
    return refused.sum();
  }

  /// How often a peer connected again.
  long comebacks() {
    return comebacks.sum();
  }

  /// A peer connected again.
  void cameBack() {
    comebacks.increment();
  }

  OfSwarm of(SwarmId swarm) {
    return swarms.computeIfAbsent(swarm, id -> new OfSwarm());
  }

  @Override
  public String mediaType() {
    return codec.mediaType();
  }

  @Override
  public List<String> mediaTypes() {
    return codec.mediaTypes();
  }

  @Override
  public List<String> charsets() {
    return codec.charsets();
  }

  @Override
  public boolean canEncode(Request request) {
    return codec.canEncode(request);
  }

  @Override
  public void encode(Request request, ByteWriter out) {
    codec.encode(request, out);
    requests.increment();
    SwarmId swarm =
        switch (request) {
          case Request.Join join -> join.swarmId();
          case Request.JoinChunk join -> join.swarmId();
          case Request.Leave leave -> leave.swarmId();
          case Request.Find find -> find.swarmId();
          case Request.FindChunk find -> find.swarmId();
          case Request.StatReport report -> report.swarmId();
          case Request.FindMembers find -> find.swarmId();
          case Request.Connect _,
              Request.Disconnect _,
              Request.KeepAlive _,
              Request.SwarmActions _,
              Request.SwarmReports _,
              Request.StatQuery _ ->
              null;
        };
    if (swarm != null) {
      of(swarm).requests.increment();
    }
  }

  @Override
  public Response decodeResponse(
      Request request, byte[] bytes, int offset, int length, DecodeLimits limits)
      throws ProtocolException {
    Response response = codec.decodeResponse(request, bytes, offset, length, limits);
    switch (response) {
      case Response.Join join -> count(join.swarmId(), join.peers());
      case Response.JoinChunk join -> count(join.swarmId(), join.peers());
      case Response.Find find -> count(find.swarmId(), find.peers());
      case Response.FindChunk find -> count(find.swarmId(), find.peers());
      case Response.SwarmActions connect ->
          connect.results().forEach(result -> count(result.swarmId(), result.peers()));
      case Response.Refusal _ -> refused.increment();
      case Response.Connect _,
          Response.Disconnect _,
          Response.Leave _,
          Response.KeepAlive _,
          Response.StatReport _,
          Response.SwarmReports _,
          Response.StatQuery _ -> {}
    }
    return response;
  }

  private void count(SwarmId swarm, @Nullable PeerList peers) {
    if (peers != null) {
      of(swarm).lists.increment();
      of(swarm).listed.add(peers.size());
    }
  }

  @Override
  public Request decodeRequest(byte[] bytes, int offset, int length, DecodeLimits limits)
      throws ProtocolException {
    return codec.decodeRequest(bytes, offset, length, limits);
  }

  @Override
  public void encode(Response response, ByteWriter out) {
    codec.encode(response, out);
  }
}
