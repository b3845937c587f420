package org.ppsp.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Identifiers, statistics, times, tokens: what is taken and what is not.
class ValuesTest {
  private static final TransactionId ID = new TransactionId("1");
  private static final PeerId PEER = new PeerId("p");
  private static final SwarmId SWARM = new SwarmId("s");

  // --- identifiers ---

  @Test
  void identifiers_haveALengthInCharacters() {
    assertThat(new PeerId("😀".repeat(128)).value()).hasSize(256);
    assertThatThrownBy(() -> new PeerId("x".repeat(129)))
        .hasMessage("PeerID is longer than 128 characters");
    assertThatThrownBy(() -> new PeerId("😀".repeat(129))).hasMessageContaining("longer");
    assertThatThrownBy(() -> new SwarmId("x".repeat(257))).hasMessageContaining("256");
    assertThatThrownBy(() -> new SwarmId("")).hasMessage("SwarmID is empty");
    assertThatThrownBy(() -> new TransactionId("x".repeat(129))).hasMessageContaining("128");
    assertThatThrownBy(() -> new Certificate("x".repeat(16_385))).hasMessageContaining("16384");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " a",
        "a ",
        "a b",
        "a\tb",
        "a\u0000b",
        "a\u007fb",
        "a\u0085b",
        "a\u00a0b",
        "a\u2028b",
        "a\u3000b"
      })
  void identifier_hasNeitherWhiteSpaceNorControlCharacters(String text) {
    assertThatThrownBy(() -> new PeerId(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SwarmId(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Property.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\ud83d", "a\ude00", "\ude00\ud83d", "a\ufffe", "\uffffa", "a\u0001b", "a\u001fb"})
  void text_hasNoCharacterThatXmlCannotCarry(String text) {
    assertThatThrownBy(() -> new TransactionId(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+");
  }

  @Test
  void transactionId_mayHoldInnerWhiteSpace() {
    assertThat(new TransactionId("a \t\r\nb")).hasToString("a \t\r\nb");
    assertThatThrownBy(() -> new TransactionId("a\n")).hasMessageContaining("white space");
  }

  @Test
  void identifiers_areOrderedByText() {
    assertThat(new PeerId("a")).isLessThan(new PeerId("b")).hasToString("a");
    assertThat(new SwarmId("b")).isGreaterThan(new SwarmId("a")).hasToString("b");
  }

  // --- times ---

  @ParameterizedTest
  @CsvSource({
    "2026-05-01T12:30:00Z, 2026-05-01T12:30:00Z",
    "20260501T123000Z, 2026-05-01T12:30:00Z",
    "2026-05-01T12:30:00.5Z, 2026-05-01T12:30:00.500Z",
    "20260501T123000.123456789Z, 2026-05-01T12:30:00.123456789Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z"
  })
  void expireTime_isReadInBothForms(String text, String expected) {
    assertThat(ExpireTime.parse(text)).isEqualTo(new ExpireTime.At(Instant.parse(expected)));
    assertThat(ExpireTime.parse(text)).hasToString(expected);
  }

  @Test
  void expireTime_isReadInSeconds() {
    assertThat(ExpireTime.parse("0")).isEqualTo(new ExpireTime.After(0));
    assertThat(ExpireTime.parse("9223372036854775807")).hasToString("9223372036854775807");
    assertThat(ExpireTime.parse("9".repeat(30))).isEqualTo(new ExpireTime.After(Long.MAX_VALUE));
    assertThatThrownBy(() -> new ExpireTime.After(-1)).hasMessageContaining("negative");
    assertThatThrownBy(() -> new ExpireTime.At(Instant.MAX)).hasMessageContaining("9999");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-1",
        "1.5",
        "+1",
        "2026-05-01",
        "2026-05-01T12:30Z",
        "2026-05-01T12:30:00",
        "2026-05-01T12:30:00+01:00",
        "2026-02-30T00:00:00Z",
        "2026-05-01T24:00:00Z",
        "2026-05-01T123000Z",
        "20260501T12:30:00Z",
        "2026-05-01T12:30:00.1234567890Z",
        "12026-05-01T12:30:00Z",
        "2026-05-01T12:30:00.00000000000000000000000000000Z"
      })
  void noTime_isRefused(String text) {
    assertThatThrownBy(() -> ExpireTime.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("ExpireTime must be");
  }

  // --- statistics ---

  @Test
  void property_isKnownByName() {
    assertThat(Property.of("UploadBandwidth")).isSameAs(Property.UPLOAD_BANDWIDTH);
    assertThat(Property.of("uploadbandwidth").kind()).isEqualTo(Property.Kind.TEXT);
    assertThat(Property.of("x")).isEqualTo(Property.of("x")).hasSameHashCodeAs(Property.of("x"));
    assertThat(Property.of("x")).isNotEqualTo(Property.of("y")).isNotEqualTo("x").hasToString("x");
    assertThat(Property.STALL_TIME.defaultMatch()).isEqualTo(Match.MAX);
    assertThatThrownBy(() -> Property.of("x".repeat(65))).hasMessageContaining("64");
  }

  @Test
  void stat_isCheckedByKind() {
    assertThat(Stat.of("OnlineTime", 5).value()).isEqualTo("5");
    assertThat(Stat.of("Country", "a b").value()).isEqualTo("a b");
    assertThatThrownBy(() -> Stat.of("OnlineTime", "5 s")).hasMessageContaining("OnlineTime");
    assertThatThrownBy(() -> Stat.of("OnlineTime", -5)).hasMessageContaining("decimal");
    assertThatThrownBy(() -> Stat.of("NAT", "stun")).hasMessage("NAT must be NO_NAT, STUN or TURN");
    assertThatThrownBy(() -> Stat.of("PollutedPeer", "a b")).hasMessageContaining("white space");
    assertThatThrownBy(() -> Stat.of("Country", "")).hasMessage("Country is empty");
    assertThatThrownBy(() -> Stat.of("x", "y".repeat(4097))).hasMessageContaining("4096");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "007, 7",
    "9223372036854775807, 9223372036854775807",
    "9223372036854775808, -1",
    "9999999999999999999, -1",
    "10000000000000000000, -1",
    "'', -1",
    "-1, -1",
    "1a, -1",
    "٣, -1"
  })
  void number_isPlainDecimal(String text, long expected) {
    assertThat(Stat.number(text)).isEqualTo(expected);
  }

  @Test
  void requirement_fitsItsProperty() {
    assertThat(Requirement.of(Property.NAT, "STUN").match()).isEqualTo(Match.COMPATIBLE);
    assertThat(new Requirement(Property.ASN, Match.MAX, "5").value()).isEqualTo("5");
    assertThatThrownBy(() -> Requirement.of(Property.POLLUTED_PEER, "p"))
        .hasMessageContaining("not required");
    assertThatThrownBy(() -> new Requirement(Property.COUNTRY, Match.MIN, "de"))
        .hasMessageContaining("match=\"min\"");
    assertThatThrownBy(() -> new Requirement(Property.ASN, Match.COMPATIBLE, "1"))
        .hasMessageContaining("NAT");
  }

  @Test
  void natAbilities_fit() {
    assertThat(NatAbility.NO_NAT.fits(NatAbility.TURN)).isTrue();
    assertThat(NatAbility.TURN.fits(NatAbility.NO_NAT)).isTrue();
    assertThat(NatAbility.STUN.fits(NatAbility.STUN)).isTrue();
    assertThat(NatAbility.STUN.fits(NatAbility.TURN)).isFalse();
  }

  // --- others ---

  @Test
  void sessionToken_isHexadecimalAndHidden() {
    SessionToken token = new SessionToken(0x0123_4567_89ab_cdefL, -1);

    assertThat(token.text()).isEqualTo("0123456789abcdefffffffffffffffff");
    assertThat(SessionToken.parse(token.text())).isEqualTo(token);
    assertThat(SessionToken.parse("0123456789ABCDEFFFFFFFFFFFFFFFFF")).isEqualTo(token);
    assertThat(token.toString()).doesNotContain("0123");
    assertThat(token.matches(0x0123_4567_89ab_cdefL, -1)).isTrue();
    assertThat(token.matches(0x0123_4567_89ab_cdefL, 0)).isFalse();
    assertThat(token.matches(0, -1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "0123456789abcdeffffffffffffffff", "0123456789abcdefg000000000000000"})
  void otherToken_isRefused(String text) {
    assertThatThrownBy(() -> SessionToken.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("32 hexadecimal digits");
  }

  @Test
  void status_isANumber() {
    for (Status status : Status.values()) {
      assertThat(Status.of(status.code())).isEqualTo(status);
    }
    assertThat(Status.values())
        .extracting(Status::http)
        .containsExactly(200, 400, 400, 403, 500, 503, 401);
    assertThatThrownBy(() -> Status.of(7)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Status.of(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void conditionType_isAWord() {
    for (Condition.Type type : Condition.Type.values()) {
      assertThat(Condition.Type.of(type.text())).isEqualTo(type);
    }
    assertThatThrownBy(() -> Condition.Type.of("password")).hasMessageContaining("password");
  }

  @Test
  void limits_areAtLeastOne() {
    assertThatThrownBy(() -> new DecodeLimits(1, 1, 1, 1, 1, 1, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DecodeLimits(0, 1, 1, 1, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void peerAddress_isInItsRanges() {
    IpAddress ip = IpAddress.parse("192.0.2.1");
    assertThatThrownBy(() -> PeerAddress.of(ip, 0, AddressType.HOST)).hasMessageContaining("port");
    assertThatThrownBy(() -> PeerAddress.of(ip, 65536, AddressType.HOST))
        .hasMessageContaining("port");
    assertThatThrownBy(() -> PeerAddress.of(IpAddress.v4(0), 1, AddressType.HOST))
        .hasMessageContaining("0.0.0.0");
    assertThatThrownBy(() -> new PeerAddress(ip, 1, AddressType.HOST, -1, null, 0, null))
        .hasMessageContaining("priority");
    assertThatThrownBy(() -> new PeerAddress(ip, 1, AddressType.HOST, 0, null, 1L << 32, null))
        .hasMessageContaining("asn");
    assertThatThrownBy(() -> new PeerAddress(ip, 1, AddressType.HOST, 0, null, 0, "a b"))
        .hasMessageContaining("peerProtocol");
  }

  @Test
  void requests_areChecked() {
    assertThatThrownBy(
            () ->
                new Request.Connect(ID, PEER, null, List.of(), OptionalInt.of(80), List.of(), null))
        .hasMessageContaining("ControlPort");
    assertThatThrownBy(
            () -> new Request.Find(ID, PEER, SWARM, ChunkSet.EMPTY, OptionalInt.of(-1), List.of()))
        .hasMessageContaining("Peernum");
    assertThatThrownBy(
            () ->
                new Request.FindChunk(
                    ID, PEER, SWARM, ChunkSet.EMPTY, OptionalInt.empty(), List.of()))
        .hasMessage("ChunkID is missing");
    assertThatThrownBy(() -> new Response.Refusal(ID, null, Status.SUCCESSFUL, "x", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusal_namesTheRequest() {
    Response.Refusal refusal =
        Response.Refusal.of(new Request.KeepAlive(ID, PEER), Status.FORBIDDEN_ACTION, "why");

    assertThat(refusal.transactionId()).isEqualTo(ID);
    assertThat(refusal.method()).isEqualTo(Method.KEEPALIVE);
    assertThat(refusal.status()).isEqualTo(Status.FORBIDDEN_ACTION);
    assertThat(refusal.conditions()).isEqualTo(Collections.emptyList());
  }

  @Test
  void longReason_isCutBetweenCharacters() {
    ProtocolException plain =
        new ProtocolException(Status.BAD_REQUEST, "x".repeat(2000), null, null);
    ProtocolException pair =
        new ProtocolException(Status.BAD_REQUEST, "x" + "😀".repeat(1000), null, null);

    assertThat(plain.toResponse().reason()).hasSize(1024);
    assertThat(pair.toResponse().reason()).hasSize(1023).endsWith("😀");
    assertThat(pair.status()).isEqualTo(Status.BAD_REQUEST);
    assertThat(pair.getStackTrace()).isEmpty();
  }
}
