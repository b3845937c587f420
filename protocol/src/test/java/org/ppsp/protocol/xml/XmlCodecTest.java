package org.ppsp.protocol.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerList;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmResult;
import org.ppsp.protocol.TransactionId;

/// Single rules of reading and writing that no golden file shows.
class XmlCodecTest {
  private static final XmlCodec CODEC = new XmlCodec();
  private static final TransactionId ID = new TransactionId("1");

  private static String message(String header, String body) {
    return "<PPSPTrackerProtocol version=\"1.0\">"
        + header
        + "<TransactionID>1</TransactionID>"
        + body
        + "</PPSPTrackerProtocol>";
  }

  private static Request request(String method, String body) throws ProtocolException {
    String peer = "<PeerID>p</PeerID><SwarmID>s</SwarmID>";
    byte[] bytes = message("<Method>" + method + "</Method>", peer + body).getBytes(UTF_8);
    return CODEC.decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT);
  }

  private static Response response(String header, String body) throws ProtocolException {
    byte[] bytes = message(header, body).getBytes(UTF_8);
    return CODEC.decodeResponse(bytes, 0, bytes.length, DecodeLimits.RESPONSES);
  }

  private static String refusal(byte[] bytes, DecodeLimits limits) {
    ProtocolException e =
        catchThrowableOfType(
            ProtocolException.class, () -> CODEC.decodeRequest(bytes, 0, bytes.length, limits));
    assertThat(e).isNotNull();
    return e.toResponse().reason();
  }

  private static String written(Response response) {
    ByteWriter out = new ByteWriter();
    CODEC.encode(response, out);
    return out.toString();
  }

  // --- reading requests ---

  @ParameterizedTest
  @CsvSource({"0, 0", "007, 7", "2147483647, 2147483647", "2147483648, 2147483647"})
  void peernum_isCutToWhatAnIntHolds(String text, int expected) throws ProtocolException {
    Request.Find find = (Request.Find) request("FIND", "<Peernum>" + text + "</Peernum>");
    assertThat(find.peernum()).hasValue(expected);

    String huge = "<Peernum>" + "9".repeat(4000) + "</Peernum>";
    assertThat(((Request.Find) request("FIND", huge)).peernum()).hasValue(Integer.MAX_VALUE);
  }

  @Test
  void match_isReadInAnyCase() throws ProtocolException {
    Request.Find find =
        (Request.Find)
            request(
                "FIND",
                "<Stats><Stat property='ASN' match=' Max '>5</Stat>"
                    + "<Stat property='ASN' match='PREFER'>6</Stat>"
                    + "<Stat property='ASN' match=''>7</Stat></Stats>");

    assertThat(find.requirements())
        .containsExactly(
            new Requirement(Property.ASN, Match.MAX, "5"),
            new Requirement(Property.ASN, Match.PREFER, "6"),
            new Requirement(Property.ASN, Match.EQUAL, "7"));
  }

  @Test
  void repeatedChunkIds_areOneSet() throws ProtocolException {
    Request.JoinChunk join =
        (Request.JoinChunk)
            request("JOIN_CHUNK", "<ChunkID>1\n2</ChunkID><ChunkID/><ChunkID>3 x</ChunkID>");

    assertThat(join.chunks()).isEqualTo(ChunkSet.parse("1-3 x", 2));
  }

  @Test
  void repeatedLists_areOneList() throws ProtocolException {
    Request.StatReport report =
        (Request.StatReport)
            request(
                "STAT_REPORT",
                "<Stats><Stat property='a'>1</Stat><x/></Stats><Stats><Stat"
                    + " property='b'>2</Stat></Stats>");

    assertThat(report.stats()).hasSize(2);
    assertThat(report.swarmId()).isEqualTo(new SwarmId("s"));
  }

  @Test
  void address_hasDefaults() throws ProtocolException {
    Request.Connect connect =
        (Request.Connect)
            request("CONNECT", "<PeerAddress ip='192.0.2.1' port='80' asn='' type=''/>");

    assertThat(connect.addresses())
        .containsExactly(PeerAddress.of(IpAddress.parse("192.0.2.1"), 80, AddressType.HOST));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ip='0.0.0.0' port='80'|no peer can be reached at 0.0.0.0",
        "ip='192.0.2.1' port='0'|port must be 1 to 65535, not 0",
        "ip='192.0.2.1' port='99999999999999'|port must be 1 to 65535, not 2147483647",
        "ip='192.0.2.1' port='http'|port must be a decimal number, not http",
        "ip='192.0.2.1' port='1' priority='x'|priority must be a decimal number, not x",
        "ip='192.0.2.1' port='1' asn='4294967296'|asn must be 0 to 4294967295",
        "ip='192.0.2.1' port='1' connection='fast'|connection must be wired or wireless",
        "ip='192.0.2.1' port='1' peerProtocol='a b'|peerProtocol must not hold white space or"
            + " control characters"
      })
  void invalidAddress_isNamed(String attributes, String reason) {
    assertThatThrownBy(() -> request("CONNECT", "<PeerAddress " + attributes + "/>"))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("PeerAddress: " + reason);
  }

  // --- limits ---

  @Test
  void limits_areHeldExactly() throws ProtocolException {
    byte[] bytes = Golden.bytes("request/regular", "connect-full");
    DecodeLimits exact = new DecodeLimits(bytes.length, 3, 15, 8, 1, 2, 2, 1);
    assertThat(CODEC.decodeRequest(bytes, 0, bytes.length, exact))
        .isEqualTo(Golden.REQUESTS.get("connect-full"));

    assertThat(refusal(bytes, new DecodeLimits(bytes.length - 1, 3, 15, 8, 1, 2, 2, 1)))
        .contains("bodyBytes");
    assertThat(refusal(bytes, new DecodeLimits(bytes.length, 2, 15, 8, 1, 2, 2, 1)))
        .contains("depth");
    assertThat(refusal(bytes, new DecodeLimits(bytes.length, 3, 14, 8, 1, 2, 2, 1)))
        .contains("textChars");
    assertThat(refusal(bytes, new DecodeLimits(bytes.length, 3, 15, 7, 1, 2, 2, 1)))
        .contains("certificateChars");
    assertThat(refusal(bytes, new DecodeLimits(bytes.length, 3, 15, 8, 1, 1, 2, 1)))
        .contains("limit stats");
    assertThat(refusal(bytes, new DecodeLimits(bytes.length, 3, 15, 8, 1, 2, 1, 1)))
        .contains("limit addresses");
  }

  @Test
  void limitsOfPeerLists_areHeld() {
    byte[] bytes = Golden.bytes("response/regular", "find");
    assertThatThrownBy(
            () ->
                CODEC.decodeResponse(
                    bytes, 0, bytes.length, new DecodeLimits(9999, 9, 99, 9, 9, 9, 9, 1)))
        .hasMessageContaining("limit peers");
    assertThatThrownBy(
            () ->
                CODEC.decodeResponse(
                    bytes, 0, bytes.length, new DecodeLimits(9999, 9, 99, 9, 9, 9, 1, 9)))
        .hasMessageContaining("limit addresses");
  }

  /// Names that share a hash value, attributes without end, depth without end: each of them would
  /// take a parser minutes that keeps names in a table, compares each with each, or recurses.
  @Test
  void hostileShapes_costNoMoreThanTheirBytes() {
    DecodeLimits large = new DecodeLimits(8 << 20, 16, 4096, 4096, 1024, 64, 16, 1000);
    String colliding =
        IntStream.range(0, 1 << 16)
            .mapToObj(
                n ->
                    IntStream.range(0, 16)
                        .mapToObj(bit -> (n >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining()))
            .map(name -> " " + name + "=''")
            .collect(Collectors.joining());
    String start = "<PPSPTrackerProtocol version='1.0'><TransactionID>1</TransactionID>";

    assertThat(refusal((start + "<a" + colliding + "/>").getBytes(UTF_8), large))
        .contains("ends too early");
    assertThat(refusal((start + "<a" + colliding + colliding + "/>").getBytes(UTF_8), large))
        .contains("given twice");
    assertThat(refusal((start + "<a>".repeat(1 << 20)).getBytes(UTF_8), large)).contains("depth");
    assertThat(refusal((start + "<Stats>".repeat(1 << 19)).getBytes(UTF_8), large))
        .contains("depth");
    assertThat(refusal((start + "&#65;".repeat(1 << 20)).getBytes(UTF_8), large))
        .contains("ends too early");
    assertThat(refusal((start + "<!---->".repeat(1 << 20)).getBytes(UTF_8), large))
        .contains("ends too early");
  }

  // --- responses ---

  @Test
  void status_isReadFromCodeOrName() throws ProtocolException {
    String header = "<Response>FIND</Response>";
    Response coded = response(header, "<Status code='3'/>");
    assertThat(coded.status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(((Response.Refusal) coded).reason()).isEqualTo("FORBIDDEN_ACTION");
    assertThat(response(header, "<Status>INTERNAL_ERROR</Status>").status())
        .isEqualTo(Status.INTERNAL_ERROR);
    assertThatThrownBy(() -> response(header, "<Status code='7'/>")).hasMessageContaining("0 to 6");
    assertThatThrownBy(() -> response(header, "<Status code='x'/>")).hasMessageContaining("code");
    assertThatThrownBy(() -> response(header, "<Status>FINE</Status>"))
        .hasMessage("unknown Status FINE");
  }

  @Test
  void successWithoutResponse_isRefused() {
    assertThatThrownBy(() -> response("", "<Status code='0'/>"))
        .hasMessage("Response is missing; add <Response>");
  }

  @Test
  void peer_hasDefaultsAndIsChecked() throws ProtocolException {
    String body = "<SwarmID>s</SwarmID><Peers><Peer><PeerID>%s</PeerID><x/></Peer><y/></Peers>";
    Response.Find find = (Response.Find) response("<Response>FIND</Response>", body.formatted("p"));

    assertThat(find.peers()).hasSize(1);
    assertThat(find.peers().getFirst().mode()).isEqualTo(PeerMode.LEECH);
    assertThat(find.peers().getFirst().id()).isEqualTo(new PeerId("p"));
    assertThatThrownBy(() -> response("<Response>FIND</Response>", body.formatted("a b")))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void unknownCondition_isPassedOver() throws ProtocolException {
    Response.Refusal refusal =
        (Response.Refusal)
            response(
                "<Response>CONNECT</Response>",
                "<Status code='6'/><Condition type='new'/><Condition"
                    + " type='bearer'><x/></Condition>");

    assertThat(refusal.conditions()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<Condition/>|Condition: the attribute type is missing",
        "<Condition type='certificate'><Challenge/></Condition>|Challenge: the attribute nonce",
        "<Condition type='certificate'><Challenge nonce='n' algorithm='a'"
            + " expires='x'/></Condition>|expires"
      })
  void invalidCondition_isNamed(String condition, String reason) {
    assertThatThrownBy(
            () -> response("<Response>CONNECT</Response>", "<Status code='6'/>" + condition))
        .isInstanceOf(ProtocolException.class)
        .hasMessageContaining(reason);
  }

  // --- writing ---

  @Test
  void manyChunks_areWrittenInShortElements() throws ProtocolException {
    String list =
        IntStream.range(0, 1024)
            .mapToObj(i -> "" + 4_000_000L * i)
            .collect(Collectors.joining(" "));
    Request leave =
        new Request.Leave(ID, new PeerId("p"), new SwarmId("s"), ChunkSet.parse(list, 1024));
    ByteWriter out = new ByteWriter();
    CODEC.encode(leave, out);

    assertThat(CODEC.decodeRequest(out.array(), 0, out.size(), DecodeLimits.DEFAULT))
        .isEqualTo(leave);
    assertThat(out.toString().split("<ChunkID>", -1)).hasSizeBetween(5, 10);
  }

  @Test
  void reason_isMadeWhatXmlCanCarry() {
    Response.Refusal refusal =
        new Response.Refusal(
            null, null, Status.BAD_REQUEST, "a\u0001b\ud800c\uffffd\ude00", List.of());

    assertThat(written(refusal)).contains("<Reason>a\ufffdb\ufffdc\ufffdd\ufffd</Reason>");
  }

  @Test
  void resultsOfSwarms_areWritten() {
    PeerList none = PeerList.EMPTY;
    SwarmResult joined = new SwarmResult(new SwarmId("a&b"), true, none);
    SwarmResult failed = new SwarmResult(new SwarmId("c"), false, null);

    assertThat(written(new Response.SwarmActions(ID, null, 30, List.of(joined, failed), null)))
        .endsWith(
            "<KeepaliveInterval>30</KeepaliveInterval>"
                + "<SwarmResult><SwarmID>a&amp;b</SwarmID><Status code=\"0\">SUCCESSFUL</Status>"
                + "<Peers></Peers></SwarmResult>"
                + "<SwarmResult><SwarmID>c</SwarmID>"
                + "<Status code=\"3\">FORBIDDEN_ACTION</Status></SwarmResult>"
                + "</PPSPTrackerProtocol>\n");
    assertThat(written(new Response.SwarmReports(ID, List.of(failed))))
        .contains("<Response>STAT_REPORT</Response>")
        .contains("<SwarmResult><SwarmID>c</SwarmID>");
  }

  @Test
  void sessionToken_isNotWritten() {
    Response.Connect connect =
        new Response.Connect(ID, null, 0, null)
            .withSession(SessionToken.parse("0123456789abcdef0123456789abcdef"));

    assertThat(written(connect)).doesNotContain("0123");
    assertThat(CODEC.mediaType()).isEqualTo("application/ppsp-tracker+xml");
  }
}
