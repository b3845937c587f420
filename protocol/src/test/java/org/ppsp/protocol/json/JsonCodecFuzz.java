package org.ppsp.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.OptionalInt;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmStats;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.xml.XmlCodec;

/// Whatever comes in is a message or a ProtocolException, and what is a message can be written, and
/// read and written again the same. The inputs are in `JsonCodecFuzzInputs` among the resources.
class JsonCodecFuzz {
  private static final JsonCodec CODEC = new JsonCodec();
  private static final XmlCodec XML = new XmlCodec();

  /// What is written may be longer than what was read: it has members that were not there.
  private static final DecodeLimits AGAIN =
      new DecodeLimits(64 << 20, 16, 16_384, 16_384, 1024, 64, 16, 1000);

  private static final TransactionId ID = new TransactionId("12345");
  private static final PeerId PEER = new PeerId("peer-a");
  private static final SwarmId SWARM = new SwarmId("swarm-1");
  private static final OptionalInt NONE = OptionalInt.empty();

  /// One of each kind, for a response does not say what it answers.
  private static final List<Request> REQUESTS =
      List.of(
          new Request.SwarmActions(ID, PEER, List.of(), List.of(), false, NONE, List.of()),
          new Request.FindMembers(ID, PEER, SWARM, NONE, List.of()),
          new Request.SwarmReports(ID, PEER, List.of(new SwarmStats(SWARM, List.of()))),
          new Request.KeepAlive(ID, PEER),
          new Request.Connect(ID, PEER, null, List.of(), NONE, List.of(), null),
          new Request.Join(ID, PEER, SWARM, null, null, NONE, ChunkSet.EMPTY, List.of()),
          new Request.Leave(ID, PEER, SWARM, ChunkSet.EMPTY),
          new Request.StatReport(ID, PEER, SWARM, List.of()),
          new Request.Disconnect(ID, PEER, null));

  @FuzzTest
  void request(byte[] bytes) throws ProtocolException {
    Request request;
    try {
      request = CODEC.decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT);
    } catch (ProtocolException e) {
      answer(e);
      return;
    }
    assertThat(CODEC.canEncode(request)).isTrue();
    ByteWriter out = new ByteWriter();
    CODEC.encode(request, out);
    Request again = CODEC.decodeRequest(out.array(), 0, out.size(), AGAIN);
    ByteWriter outAgain = new ByteWriter();
    CODEC.encode(again, outAgain);
    assertThat(outAgain).hasToString(out.toString());
  }

  @FuzzTest
  void response(byte[] bytes) throws ProtocolException {
    for (Request request : REQUESTS) {
      Response response;
      try {
        response = CODEC.decodeResponse(request, bytes, 0, bytes.length, DecodeLimits.RESPONSES);
      } catch (ProtocolException e) {
        answer(e);
        continue;
      }
      ByteWriter out = new ByteWriter();
      CODEC.encode(response, out);
      Response again = CODEC.decodeResponse(request, out.array(), 0, out.size(), AGAIN);
      ByteWriter outAgain = new ByteWriter();
      CODEC.encode(again, outAgain);
      assertThat(outAgain).hasToString(out.toString());
      XML.encode(response, new ByteWriter());
    }
  }

  /// Any reason, of two bytes a character, can be told in both encodings.
  @FuzzTest
  void reason(byte[] bytes) throws ProtocolException {
    StringBuilder reason = new StringBuilder();
    for (int i = 0; i + 1 < bytes.length; i += 2) {
      reason.append((char) ((bytes[i] & 255) << 8 | bytes[i + 1] & 255));
    }
    answer(new ProtocolException(Status.BAD_REQUEST, reason.toString(), ID, Method.FIND));
  }

  /// The sender can read the refusal, in the one encoding and in the other.
  private static void answer(ProtocolException e) throws ProtocolException {
    for (Codec codec : List.of(CODEC, XML)) {
      ByteWriter out = new ByteWriter();
      codec.encode(e.toResponse(), out);
      Response.Refusal read =
          (Response.Refusal)
              codec.decodeResponse(REQUESTS.getFirst(), out.array(), 0, out.size(), AGAIN);
      assertThat(read.status()).isEqualTo(e.status());
      assertThat(read.reason())
          .isNotEmpty()
          .doesNotMatch("(?s).*[\\x00-\\x08\\x{d800}-\\x{dfff}].*");
    }
  }
}
