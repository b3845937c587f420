package org.ppsp.protocol.xml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Messages;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;

/// What holds for every message.
class XmlCodecProperties {
  private static final XmlCodec CODEC = new XmlCodec();
  private static final DecodeLimits LIMITS = DecodeLimits.RESPONSES;

  private static final Map<Method, Integer> REQUESTS = new EnumMap<>(Method.class);
  private static final Map<Class<?>, Integer> RESPONSES = new HashMap<>();
  private static final Map<Class<?>, Integer> COMBINED = new HashMap<>();
  private static final Map<Boolean, Integer> MUTATIONS = new HashMap<>();

  /// The generators really make every case.
  @AfterContainer
  static void everyCase_wasTried() {
    assertThat(REQUESTS).hasSize(Method.values().length);
    assertThat(COMBINED).containsOnlyKeys(Response.SwarmActions.class, Response.SwarmReports.class);
    assertThat(RESPONSES).hasSize(Response.class.getPermittedSubclasses().length - COMBINED.size());
    assertThat(REQUESTS.values()).allMatch(n -> n > 20);
    assertThat(RESPONSES.values()).allMatch(n -> n > 20);
    assertThat(MUTATIONS).hasSize(2);
    assertThat(MUTATIONS.values()).allMatch(n -> n > 20);
  }

  @Provide
  Arbitrary<Request> requests() {
    return Messages.requests();
  }

  @Provide
  Arbitrary<Response> responses() {
    return Messages.responses();
  }

  @Provide
  Arbitrary<Response> combinedResponses() {
    return Messages.combinedResponses();
  }

  @Provide
  Arbitrary<byte[]> goldens() {
    return Arbitraries.of(Golden.names("request/regular"))
        .map(name -> Golden.bytes("request/regular", name));
  }

  @Property(seed = "20261122", tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void request_isReadAsItWasWritten(@ForAll("requests") Request request) throws ProtocolException {
    byte[] bytes = encode(request);

    assertThat(CODEC.decodeRequest(bytes, 0, bytes.length, LIMITS)).isEqualTo(request);
    REQUESTS.merge(request.method(), 1, Integer::sum);
  }

  @Property(seed = "20261122", tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void response_isReadAsItWasWritten(@ForAll("responses") Response response)
      throws ProtocolException {
    byte[] bytes = encode(response);

    assertThat(CODEC.decodeResponse(bytes, 0, bytes.length, LIMITS)).isEqualTo(response);
    RESPONSES.merge(response.getClass(), 1, Integer::sum);
  }

  /// Results of swarms are passed over: XML has no request that they would answer.
  @Property(seed = "20261122", tries = 200, edgeCases = EdgeCasesMode.NONE)
  void combinedResponse_isReadWithoutItsResults(@ForAll("combinedResponses") Response response)
      throws ProtocolException {
    byte[] bytes = encode(response);

    assertThat(CODEC.decodeResponse(bytes, 0, bytes.length, LIMITS))
        .isEqualTo(
            response instanceof Response.SwarmActions actions
                ? new Response.Connect(
                    actions.transactionId(),
                    actions.observed(),
                    actions.keepaliveInterval(),
                    null,
                    actions.warning())
                : new Response.StatReport(response.transactionId()));
    COMBINED.merge(response.getClass(), 1, Integer::sum);
  }

  /// A message inside of a larger array is read as if it stood alone.
  @Property(seed = "20261122", tries = 200)
  void surroundings_areNotRead(@ForAll("requests") Request request) throws ProtocolException {
    byte[] bytes = encode(request);
    byte[] larger = new byte[bytes.length + 20];
    Arrays.fill(larger, (byte) '<');
    System.arraycopy(bytes, 0, larger, 10, bytes.length);

    assertThat(CODEC.decodeRequest(larger, 10, bytes.length, LIMITS)).isEqualTo(request);
    assertThat(decodes(larger, 10, bytes.length - 2)).isFalse();
  }

  @Property(seed = "20261122", tries = 20, shrinking = ShrinkingMode.OFF)
  void prefix_isRefused(@ForAll("goldens") byte[] bytes) {
    for (int length = 0; length < bytes.length - 1; length++) {
      assertThat(decodes(bytes, 0, length)).as("%d bytes", length).isFalse();
    }
  }

  /// It is a value or a ProtocolException: anything else fails the property.
  @Property(seed = "20261122", tries = 3000)
  void mutation_givesAValueOrARefusal(
      @ForAll("goldens") byte[] golden, @ForAll int place, @ForAll byte value) {
    byte[] bytes = golden.clone();
    bytes[Math.floorMod(place, bytes.length)] = value;

    MUTATIONS.merge(decodes(bytes, 0, bytes.length), 1, Integer::sum);
  }

  /// Whether it is a request, or else refused, with an answer that can be read.
  private static boolean decodes(byte[] bytes, int offset, int length) {
    try {
      CODEC.decodeRequest(bytes, offset, length, LIMITS);
      return true;
    } catch (ProtocolException e) {
      byte[] answer = encode(e.toResponse());
      try {
        Response read = CODEC.decodeResponse(answer, 0, answer.length, LIMITS);
        assertThat(read.status()).isEqualTo(e.status());
      } catch (ProtocolException unreadable) {
        throw new AssertionError("the answer cannot be read", unreadable);
      }
      return false;
    }
  }

  private static byte[] encode(Request request) {
    ByteWriter out = new ByteWriter(1);
    CODEC.encode(request, out);
    return out.toByteArray();
  }

  private static byte[] encode(Response response) {
    ByteWriter out = new ByteWriter(1);
    CODEC.encode(response, out);
    return out.toByteArray();
  }
}
