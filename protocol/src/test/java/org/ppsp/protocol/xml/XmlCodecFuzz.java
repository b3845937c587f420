package org.ppsp.protocol.xml;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;

/// Whatever comes in is a message or a ProtocolException, and what is a message can be written and
/// read again. The inputs are in `XmlCodecFuzzInputs` among the resources.
class XmlCodecFuzz {
  private static final XmlCodec CODEC = new XmlCodec();

  /// What is written may be longer than what was read, which may have had two bytes a character.
  private static final DecodeLimits AGAIN =
      new DecodeLimits(16 << 20, 16, 16_384, 16_384, 100_000, 64, 16, 1000);

  @FuzzTest
  void request(byte[] bytes) throws ProtocolException {
    Request request;
    try {
      request = CODEC.decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT);
    } catch (ProtocolException e) {
      answer(e);
      return;
    }
    ByteWriter out = new ByteWriter();
    CODEC.encode(request, out);
    assertThat(CODEC.decodeRequest(out.array(), 0, out.size(), AGAIN)).isEqualTo(request);
  }

  @FuzzTest
  void response(byte[] bytes) throws ProtocolException {
    Response response;
    try {
      response = CODEC.decodeResponse(bytes, 0, bytes.length, DecodeLimits.RESPONSES);
    } catch (ProtocolException e) {
      answer(e);
      return;
    }
    ByteWriter out = new ByteWriter();
    CODEC.encode(response, out);
    assertThat(CODEC.decodeResponse(out.array(), 0, out.size(), AGAIN)).isEqualTo(response);
  }

  /// The sender can read the refusal.
  private static void answer(ProtocolException e) throws ProtocolException {
    ByteWriter out = new ByteWriter();
    CODEC.encode(e.toResponse(), out);
    assertThat(CODEC.decodeResponse(out.array(), 0, out.size(), AGAIN).status())
        .isEqualTo(e.status());
  }
}
