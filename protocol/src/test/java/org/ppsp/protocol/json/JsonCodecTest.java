package org.ppsp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.SwarmStats;
import org.ppsp.protocol.TransactionId;

/// Single rules of reading and writing that no golden file shows.
class JsonCodecTest {
  private static final JsonCodec CODEC = new JsonCodec();
  private static final TransactionId ID = new TransactionId("1");
  private static final PeerId PEER = new PeerId("p");
  private static final SwarmId SWARM = new SwarmId("s");
  private static final OptionalInt NONE = OptionalInt.empty();
  private static final Request.Find FIND =
      new Request.Find(ID, PEER, SWARM, ChunkSet.EMPTY, NONE, List.of());

  private static String request(String type, String body) {
    return "{\"PPSPTrackerProtocol\":{\"version\":1,\"request_type\":\"%s\",\"transaction_id\":\"1\",\"peer_id\":\"p\"%s}}"
        .formatted(type, body);
  }

  private static Request read(String message) throws ProtocolException {
    byte[] bytes = message.getBytes(UTF_8);
    return CODEC.decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT);
  }

  private static Response answer(Request request, String body) throws ProtocolException {
    byte[] bytes =
        "{\"PPSPTrackerProtocol\":{\"version\":1,\"transaction_id\":\"1\"%s}}"
            .formatted(body)
            .getBytes(UTF_8);
    return CODEC.decodeResponse(request, bytes, 0, bytes.length, DecodeLimits.RESPONSES);
  }

  // --- requests ---

  @ParameterizedTest
  @CsvSource({"0, 0", "2147483648, 2147483647", "99999999999999999999999, 2147483647"})
  void peerCount_isCutToWhatAnIntHolds(String text, int expected) throws ProtocolException {
    Request.FindMembers find =
        (Request.FindMembers)
            read(request("FIND", ",\"swarm_id\":\"s\",\"peer_num\":{\"peer_count\":" + text + "}"));

    assertThat(find.peernum()).hasValue(expected);
  }

  @ParameterizedTest
  @CsvSource({"find,f\\u0069nd", "f\\u0069nd,find", "find,find", "x,\\u0078", "x,x"})
  void name_mayStandOnce_howeverItIsWritten(String one, String again) {
    String find = "{\"swarm_id\":\"s\"}";
    String both = ",\"%s\":%s,\"%s\":%s".formatted(one, find, again, find);

    assertThatThrownBy(() -> read(request("FIND", ",\"swarm_id\":\"s\"" + both)))
        .hasMessage((one.startsWith("f") ? "find" : "x") + " is given twice; give it once");
  }

  @Test
  void manyWrongElements_areOneMistake_andTheTransactionIsRead() {
    String many = "[{},1" + ",{\"a\":[{}]}".repeat(4000) + "]";
    for (String group :
        List.of(
            "\"connect\":{\"peer_addr\":" + many + "}",
            "\"connect\":{\"swarm_action\":" + many + "}",
            "\"stat_report\":{\"stat\":" + many + "}")) {
      String message = "{\"PPSPTrackerProtocol\":{" + group + ",\"transaction_id\":\"7\"}}";
      assertThatThrownBy(() -> read(message))
          .hasMessageContaining("is missing")
          .extracting(e -> ((ProtocolException) e).toResponse().transactionId())
          .isEqualTo(new TransactionId("7"));
    }
  }

  /// Some parsers take UTF-16, and then read on behind the message.
  @Test
  void utf16_isNotReadBeyondTheMessage() {
    byte[] message = request("FIND", ",\"swarm_id\":\"s\"").getBytes(UTF_16LE);
    byte[] larger = new byte[message.length + 4];
    System.arraycopy(message, 0, larger, 2, message.length);

    assertThatThrownBy(() -> CODEC.decodeRequest(larger, 2, message.length, DecodeLimits.DEFAULT))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("the message must be encoded in UTF-8");
  }

  @Test
  void unknownConnection_isNotSaid() throws ProtocolException {
    Request.SwarmActions connect =
        (Request.SwarmActions)
            read(
                request(
                    "CONNECT",
                    ",\"connect\":{\"peer_addr\":{\"ip_address\":{\"address\":\"192.0.2.1\"},\"port\":1,\"connection\":\"5G\"}}"));

    assertThat(connect.addresses().getFirst().connection()).isNull();
  }

  @Test
  void connectWithoutActions_refreshes_andOneWithNoneConnects() throws ProtocolException {
    for (String none : List.of("{}", "{\"swarm_action\":null}", "{\"x\":[]}")) {
      assertThat(read(request("CONNECT", ",\"connect\":" + none)))
          .isEqualTo(
              new Request.SwarmActions(
                  ID, PEER, List.of(), List.of(), false, NONE, List.of(), true));
    }
    assertThat(read(request("CONNECT", ",\"connect\":{\"swarm_action\":[]}")))
        .isEqualTo(
            new Request.SwarmActions(ID, PEER, List.of(), List.of(), false, NONE, List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"type\":\"CHUNK_STATS\",\"stat\":[{\"swarm_id\":\"s\",\"chunks\":[1,2]}]",
        "\"type\":\"CHUNK_STATS\",\"stat\":{\"swarm_id\":\"s\",\"uploaded_bytes\":{\"a\":1}}",
        "\"type\":\"CHUNK_STATS\",\"stat\":[1,{\"x\":1},{\"swarm_id\":\"s\",\"uploaded_bytes\":512}]",
        "\"stat\":[{\"swarm_id\":\"s\",\"uploaded_bytes\":\"many\"}],\"type\":\"CHUNK_STATS\"",
      })
  void reportOfAnUnknownType_saysNothingOfItsSwarms(String members) throws ProtocolException {
    Request read = read(request("STAT_REPORT", ",\"stat_report\":{" + members + "}"));

    if (read instanceof Request.SwarmReports reports) {
      assertThat(reports.reports()).containsExactly(new SwarmStats(SWARM, List.of()));
    } else {
      assertThat(read).isEqualTo(new Request.KeepAlive(ID, PEER)); // as it was read too late
    }
  }

  @Test
  void mistakeBesideStatisticsOfAnUnknownType_isRefused() {
    String report = "\"stat_report\":{\"type\":\"X\",\"stat\":[{\"uploaded_bytes\":-1}]}";

    assertThatThrownBy(() -> read(request("STAT_REPORT", ",\"peer_num\":1," + report)))
        .hasMessage("peer_num must be an object");
    assertThatThrownBy(
            () -> read(request("STAT_REPORT", "," + report.replace("\"X\"", "{\"a\":1}"))))
        .hasMessage("type must be a string or a number");
  }

  @Test
  void whatJsonCannotSay_isNamed() {
    Signature signature = new Signature("alg", "c2ln");
    assertThat(
            CODEC.canEncode(
                new Request.Connect(ID, PEER, null, List.of(), NONE, List.of(), signature)))
        .isFalse();
    for (String name : List.of("swarm_id", "uploaded_bytes")) {
      Request report = new Request.StatReport(ID, PEER, SWARM, List.of(Stat.of(name, "x")));
      assertThatThrownBy(() -> CODEC.encode(report, new ByteWriter()))
          .hasMessageContaining("a statistic that has the name of another member");
    }
  }

  // --- responses ---

  @Test
  void success_needsNoResultOfLeaveAndReport() throws ProtocolException {
    String body = ",\"response_type\":0,\"error_code\":0";

    assertThat(answer(new Request.Leave(ID, PEER, SWARM, ChunkSet.EMPTY), body))
        .isEqualTo(new Response.Leave(ID, SWARM));
    assertThat(answer(new Request.StatReport(ID, PEER, SWARM, List.of()), body))
        .isEqualTo(new Response.StatReport(ID));
    assertThatThrownBy(() -> answer(FIND, body))
        .hasMessage("there is no swarm_result of the swarm that was named");
  }

  @Test
  void resultThatFailed_isARefusal() throws ProtocolException {
    String body =
        ",\"response_type\":0,\"error_code\":0,\"swarm_result\":{\"swarm_id\":\"s\",\"result\":1}";

    for (Request request :
        List.of(
            FIND,
            new Request.Leave(ID, PEER, SWARM, ChunkSet.EMPTY),
            new Request.StatReport(ID, PEER, SWARM, List.of()),
            new Request.Join(
                ID, PEER, SWARM, null, PeerMode.LEECH, NONE, ChunkSet.EMPTY, List.of()))) {
      assertThat(answer(request, body).status()).isEqualTo(Status.FORBIDDEN_ACTION);
    }
  }

  @Test
  void errorWithoutReason_isItsName() throws ProtocolException {
    for (String reason : List.of("", ",\"reason\":null", ",\"reason\":\"\"")) {
      assertThat(answer(FIND, ",\"response_type\":1,\"error_code\":\"05\"" + reason))
          .isEqualTo(
              new Response.Refusal(
                  ID, Method.FIND, Status.SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", List.of()));
    }
    assertThat(answer(FIND, ",\"response_type\":1").status()).isEqualTo(Status.INTERNAL_ERROR);
    assertThat(answer(FIND, ",\"response_type\":0,\"error_code\":3").status())
        .isEqualTo(Status.FORBIDDEN_ACTION);
  }

  @Test
  void reason_isMadeWhatXmlCanCarry() throws ProtocolException {
    Response.Refusal refusal =
        (Response.Refusal)
            answer(
                FIND,
                ",\"response_type\":1,\"error_code\":1,\"reason\":\"a\\u0000\\ud83d\\ude00\\ud83d\"");

    assertThat(refusal.reason()).isEqualTo("a\ufffd\ud83d\ude00\ufffd");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "`response_type`:0,`error_code`:7,`x`:0|Status must be 0 to 6, not 7",
        "`response_type`:2|",
        "`response_type`:`ok`|response_type must be a whole number from 0 on",
        "`error_code`:0|response_type is missing",
        "`response_type`:0,`swarm_result`:[1]|swarm_result must be an object",
        "`response_type`:0,`swarm_result`:{`result`:0}|swarm_result: the member swarm_id is"
            + " missing",
        "`response_type`:0,`swarm_result`:{`swarm_id`:`s`}|swarm_result: the member result is"
            + " missing",
        "`response_type`:0,`swarm_result`:{`swarm_id`:`s`,`result`:0,`peer_group`:[]}|peer_group"
            + " must be an object",
        "`response_type`:0,`swarm_result`:{`swarm_id`:`s`,`result`:0,`peer_group`:{`peer_info`:{}}}|peer_info:"
            + " the member peer_id is missing",
        "`response_type`:0,`swarm_result`:{`swarm_id`:`s`,`result`:0,`peer_group`:{`peer_info`:[1]}}|peer_info"
            + " must be an object",
      })
  void invalidResponse_isNamed(String members, String reason) throws ProtocolException {
    String body = "," + members.replace('`', '"');
    if (reason == null) {
      assertThat(answer(FIND, body)).isInstanceOf(Response.Refusal.class);
    } else {
      assertThatThrownBy(() -> answer(FIND, body)).hasMessage(reason);
    }
  }

  @Test
  void responseWithoutTransaction_isRefused() {
    byte[] bytes = "{\"PPSPTrackerProtocol\":{\"version\":1,\"response_type\":0}}".getBytes(UTF_8);

    assertThatThrownBy(
            () -> CODEC.decodeResponse(FIND, bytes, 0, bytes.length, DecodeLimits.RESPONSES))
        .hasMessage("transaction_id is missing");
  }

  @Test
  void peers_areLimited() throws ProtocolException {
    String some = "{\"peer_id\":\"p\"},".repeat(999);
    String head =
        ",\"response_type\":0,\"swarm_result\":{\"swarm_id\":\"s\",\"result\":0,\"peer_group\":{\"peer_info\":[";

    assertThat(((Response.Find) answer(FIND, head + some + "{\"peer_id\":\"q\"}]}}")).peers())
        .hasSize(1000);
    assertThatThrownBy(() -> answer(FIND, head + some + "{\"peer_id\":\"q\"},{\"peer_id\":[]}]}}"))
        .hasMessage("there are more than 1000 peers");
  }
}
