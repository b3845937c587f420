package org.ppsp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.Method;
import org.ppsp.protocol.ProtocolException;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.TransactionId;

/// Each liberty of `docs/json.md`: read as if it were by the grammar, and refused by the letter.
class LibertiesTest {
  private static final String BY_THE_LETTER = "; this tracker reads RFC 7846 by the letter";

  private static final String CONNECT =
      """
      {"PPSPTrackerProtocol":{"version":1,"request_type":"CONNECT","transaction_id":"7",\
      "peer_id":"5","connect":{"peer_num":{"peer_count":5,"ability_nat":"STUN","online_time":60},\
      "peer_addr":[{"ip_address":{"address_type":"ipv4","address":"192.0.2.2"},"port":80,\
      "priority":0,"type":"HOST","connection":"wired","asn":"64496"}],\
      "swarm_action":[{"swarm_id":"9","action":"JOIN","peer_mode":"LEECH"}]}}}\
      """;

  private static final String FIND =
      """
      {"PPSPTrackerProtocol":{"version":1,"request_type":"FIND","transaction_id":"7",\
      "peer_id":"5","find":{"swarm_id":"9","peer_num":{"peer_count":5}}}}\
      """;

  private static final String REPORT =
      """
      {"PPSPTrackerProtocol":{"version":1,"request_type":"STAT_REPORT","transaction_id":"7",\
      "peer_id":"5","stat_report":{"type":"STREAM_STATS",\
      "stat":[{"swarm_id":"9","uploaded_bytes":512}]}}}\
      """;

  private static Request read(boolean strict, String message) throws ProtocolException {
    byte[] bytes = message.getBytes(UTF_8);
    return new JsonCodec(strict).decodeRequest(bytes, 0, bytes.length, DecodeLimits.DEFAULT);
  }

  private static String message(String method) {
    return switch (Method.valueOf(method)) {
      case CONNECT -> CONNECT;
      case FIND -> FIND;
      default -> REPORT;
    };
  }

  @Test
  void grammar_isReadByTheLetter() throws ProtocolException {
    for (String message : new String[] {CONNECT, FIND, REPORT}) {
      assertThat(read(true, message)).isEqualTo(read(false, message));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // the method | by the grammar | the liberty | what is refused by the letter
        "CONNECT|\"version\":1|\"version\":\"1\"|version must be a number",
        "FIND|\"transaction_id\":\"7\"|\"transaction_id\":7|transaction_id must be a string",
        "FIND|\"peer_id\":\"5\"|\"peer_id\":5|peer_id must be a string",
        "FIND|\"swarm_id\":\"9\"|\"swarm_id\":9|swarm_id must be a string",
        "CONNECT|\"swarm_id\":\"9\"|\"swarm_id\":9|swarm_id must be a string",
        "FIND|\"peer_count\":5|\"peer_count\":\"5\"|peer_count must be a number",
        "CONNECT|\"online_time\":60|\"online_time\":\"60\"|online_time must be a number",
        "CONNECT|\"STUN\"|\"stun\"|ability_nat must be NO_NAT, STUN or TURN",
        "CONNECT|\"CONNECT\"|\"Connect\"|",
        "FIND|\"FIND\"|\"find\"|",
        "STAT_REPORT|\"STAT_REPORT\"|\"stat_report\"|",
        "CONNECT|\"JOIN\"|\"join\"|action must be JOIN",
        "CONNECT|\"LEECH\"|\"leech\"|peer_mode must be LEECH",
        "CONNECT|,\"peer_mode\":\"LEECH\"||swarm_action: the member peer_mode is missing",
        "CONNECT|\"HOST\"|\"host\"|type must be HOST",
        "CONNECT|\"type\":\"HOST\",||peer_addr: the member type is missing",
        "CONNECT|\"priority\":0,||peer_addr: the member priority is missing",
        "CONNECT|\"priority\":0|\"priority\":\"0\"|priority must be a number",
        "CONNECT|\"port\":80|\"port\":\"80\"|port must be a number",
        "CONNECT|\"address_type\":\"ipv4\",||address_type must be ipv4",
        "CONNECT|\"ipv4\"|\"ipv6\"|address_type must be ipv4",
        "CONNECT|\"ipv4\"|\"IPv4\"|address_type must be ipv4",
        "CONNECT|\"ipv4\"|[4]|address_type must be a string",
        "CONNECT|\"wired\"|\"Wired\"|connection must be wired or wireless",
        "CONNECT|\"asn\":\"64496\"|\"asn\":64496|asn must be a string",
        "CONNECT|\"64496\"|\"AS64496\"|asn must be a number without AS before it",
        "STAT_REPORT|\"type\":\"STREAM_STATS\",||stat_report: the member type is missing",
        "STAT_REPORT|\"STREAM_STATS\"|\"stream_stats\"|type must be STREAM_STATS",
        "STAT_REPORT|:512|:\"512\"|uploaded_bytes must be a number",
        "STAT_REPORT|\"stat\"|\"Stat\"|stat must be an array of one object or more",
        "STAT_REPORT|[{\"swarm_id\":\"9\",\"uploaded_bytes\":512}]|{\"swarm_id\":\"9\",\"uploaded_bytes\":512}|stat"
            + " must be an array",
        "CONNECT|[{\"swarm_id\":\"9\",\"action\":\"JOIN\",\"peer_mode\":\"LEECH\"}]|{\"swarm_id\":\"9\",\"action\":\"JOIN\",\"peer_mode\":\"LEECH\"}|swarm_action"
            + " must be an array",
        "FIND|\"find\":{\"swarm_id\":\"9\",\"peer_num\":{\"peer_count\":5}}|\"swarm_id\":\"9\",\"peer_num\":{\"peer_count\":5}|",
        "CONNECT|\"peer_id\":\"5\"|\"peer_id\":\"5\",\"find\":null|find must be an object",
      })
  void liberty_isReadPatiently_andRefusedByTheLetter(
      String method, String grammar, String liberty, String reason) throws ProtocolException {
    String regular = message(method);
    String loose = regular.replace(grammar, liberty == null ? "" : liberty);
    assertThat(loose).isNotEqualTo(regular);

    assertThat(read(false, loose)).isEqualTo(read(false, regular));

    assertThatThrownBy(() -> read(true, loose))
        .hasMessage(
            reason != null
                ? reason + BY_THE_LETTER
                : loose.contains("\"find\":") || !method.equals("FIND")
                    ? "request_type must be CONNECT, FIND or STAT_REPORT"
                    : "find: the member swarm_id is missing")
        .extracting(e -> ((ProtocolException) e).toResponse())
        .extracting(Response.Refusal::status, Response.Refusal::transactionId)
        .containsExactly(Status.BAD_REQUEST, new TransactionId("7"));
  }

  /// Liberties that lose something.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CONNECT|\"wired\"|\"5G\"|connection must be wired or wireless",
        "CONNECT|\"STUN\"|\"CONE\"|ability_nat must be NO_NAT, STUN or TURN",
        "CONNECT|\"STUN\"|[]|ability_nat must be NO_NAT, STUN or TURN",
        "CONNECT|:60|:-1|online_time must be a whole number from 0 on",
        "CONNECT|\"peer_count\":5,||peer_num: the member peer_count is missing",
        "CONNECT|\"peer_count\":5|\"peer_count\":null|peer_count must be a number",
        "CONNECT|\"wired\"|null|connection must be a string",
        "STAT_REPORT|:512|:null|uploaded_bytes must be a value",
        "STAT_REPORT|:512|:[]|uploaded_bytes must be a value",
        "FIND|,\"peer_num\":{\"peer_count\":5}|,\"peer_num\":null|peer_num must be an object",
        "STAT_REPORT|[{\"swarm_id\":\"9\",\"uploaded_bytes\":512}]|[]|stat must be an array of one"
            + " object or more",
        "STAT_REPORT|{\"type\":\"STREAM_STATS\",\"stat\":[{\"swarm_id\":\"9\",\"uploaded_bytes\":512}]}|null|stat_report"
            + " must be an object",
      })
  void libertyThatLosesSomething_isRefusedByTheLetter(
      String method, String grammar, String liberty, String reason) throws ProtocolException {
    String loose = message(method).replace(grammar, liberty == null ? "" : liberty);

    assertThat(read(false, loose)).isNotEqualTo(read(false, message(method)));
    assertThatThrownBy(() -> read(true, loose)).hasMessage(reason + BY_THE_LETTER);
  }

  @Test
  void unknownMembers_arePassedOver_byTheLetterToo() throws ProtocolException {
    String more =
        CONNECT
            .replace("\"version\"", "\"swarm_id\":1,\"Stat\":[],\"x\":null,\"version\"")
            .replace("\"address\"", "\"zone\":{},\"address\"")
            .replace("\"action\"", "\"since\":1.5,\"action\"");

    assertThat(read(true, more)).isEqualTo(read(true, CONNECT));
  }

  @Test
  void emptyArrayOfActions_isReadByTheLetterToo_butNotNone() throws ProtocolException {
    String empty = CONNECT.replaceAll("\"swarm_action\":\\[.*?\\]", "\"swarm_action\":[]");

    assertThat(read(true, empty)).isEqualTo(read(false, empty));
    assertThatThrownBy(() -> read(true, empty.replace(",\"swarm_action\":[]", "")))
        .hasMessage("connect: the member swarm_action is missing; add an array of actions");
  }

  @Test
  void emptyArrayOfAddresses_isNone_andRefusedByTheLetter() throws ProtocolException {
    String empty = CONNECT.replaceAll("\"peer_addr\":\\[.*?\\],", "\"peer_addr\":[],");

    assertThat(((Request.SwarmActions) read(false, empty)).addresses()).isEmpty();
    assertThatThrownBy(() -> read(true, empty))
        .hasMessage("peer_addr must be an array of one address or more" + BY_THE_LETTER);
  }

  @Test
  void addressOfIpv6_isReadInAnyForm_andByTheLetterInThatOfRfc5952() throws ProtocolException {
    String regular = CONNECT.replace("ipv4", "ipv6").replace("192.0.2.2", "2001:db8::2");
    String mapped = regular.replace("2001:db8::2", "::ffff:192.0.2.2");

    assertThat(read(true, regular)).isEqualTo(read(false, regular));
    assertThat(read(true, mapped)).isEqualTo(read(true, CONNECT));
    for (String form : new String[] {"2001:DB8::2", "2001:db8:0:0:0:0:0:2", "2001:0db8::2"}) {
      String loose = regular.replace("2001:db8::2", form);
      assertThat(read(false, loose)).isEqualTo(read(false, regular));
      assertThatThrownBy(() -> read(true, loose))
          .hasMessage("address must be 2001:db8::2, as RFC 5952 has it" + BY_THE_LETTER);
    }
  }

  @Test
  void reportOfAnUnknownType_isPassedOver_byTheLetterToo() throws ProtocolException {
    String other = REPORT.replace("STREAM_STATS", "CHUNK_STATS").replace("512", "\"many\"");

    assertThat(read(true, other))
        .isEqualTo(read(false, REPORT.replace(",\"uploaded_bytes\":512", "")));
  }
}
