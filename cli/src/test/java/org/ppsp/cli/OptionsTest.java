package org.ppsp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ppsp.protocol.AddressType;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.ConnectionType;
import org.ppsp.protocol.ExpireTime;
import org.ppsp.protocol.IpAddress;
import org.ppsp.protocol.Match;
import org.ppsp.protocol.PeerAddress;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Property;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Requirement;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.Stat;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import picocli.CommandLine;

/// From options to messages, without a network.
class OptionsTest {
  private static final TransactionId ID = new TransactionId("t");
  private static final PeerId PEER = new PeerId("p");
  private static final SwarmId SWARM = new SwarmId("movie");
  private static final OptionalInt NONE = OptionalInt.empty();

  @TempDir private Path folder;

  private static Request request(String... args) {
    CommandLine.ParseResult parsed = Main.commandLine().parseArgs(args);
    return ((MessageCommand) parsed.subcommand().commandSpec().userObject()).request(ID, PEER);
  }

  private static ChunkSet chunks(String text) {
    return ChunkSet.parse(text, 10);
  }

  @Test
  void connect() {
    assertThat(request("connect"))
        .isEqualTo(new Request.Connect(ID, PEER, null, List.of(), NONE, List.of(), null));
  }

  @Test
  void connect_withEverything() throws Exception {
    Path pem = Files.writeString(folder.resolve("cer.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n");
    PeerAddress full =
        new PeerAddress(
            IpAddress.parse("2001:db8::2"),
            6778,
            AddressType.PROXY,
            2,
            ConnectionType.WIRED,
            64496,
            "PPSP-PP");
    assertThat(
            request(
                "connect",
                "--cer=" + pem,
                "--signature=SHA256withECDSA:MEUC",
                "--address=198.51.100.7:6778",
                "--address=[2001:db8::2]:6778,type=proxy,priority=2,connection=wired,asn=64496,"
                    + "peerProtocol=PPSP-PP",
                "--control-port=9080",
                "--stat=UploadBandwidth=8000",
                "--stat=Player=a=b"))
        .isEqualTo(
            new Request.Connect(
                ID,
                PEER,
                new Certificate("-----BEGIN CERTIFICATE-----\nMIIB"),
                List.of(
                    PeerAddress.of(IpAddress.parse("198.51.100.7"), 6778, AddressType.HOST), full),
                OptionalInt.of(9080),
                List.of(Stat.of("UploadBandwidth", 8000), Stat.of("Player", "a=b")),
                new Signature("SHA256withECDSA", "MEUC")));
  }

  @Test
  void certificate_inDer_becomesBase64() throws Exception {
    byte[] der = {0x30, 0x03, 0x02, 0x01, 0x05};
    Path file = Files.write(folder.resolve("cer.der"), der);
    assertThat(request("disconnect", "--cer", file.toString()))
        .isEqualTo(
            new Request.Disconnect(
                ID, PEER, new Certificate(Base64.getEncoder().encodeToString(der))));
  }

  @Test
  void join() {
    assertThat(request("join", "--swarm-id=movie"))
        .isEqualTo(new Request.Join(ID, PEER, SWARM, null, null, NONE, ChunkSet.EMPTY, List.of()));
  }

  @Test
  void join_withEverything() {
    String[] options = {
      "--swarm-id=movie",
      "--expire=10m",
      "--peer-mode=seeder",
      "--peernum=5",
      "--chunk-id=0-99 120",
      "--chunk-id=intro",
      "--stat=UploadedBytes=7"
    };
    ExpireTime expire = new ExpireTime.After(600);
    OptionalInt five = OptionalInt.of(5);
    ChunkSet chunks = chunks("0-99 120 intro");
    List<Stat> stats = List.of(Stat.of("UploadedBytes", 7));
    assertThat(request(with("join", options)))
        .isEqualTo(new Request.Join(ID, PEER, SWARM, expire, PeerMode.SEEDER, five, chunks, stats));
    assertThat(request(with("join-chunk", options)))
        .isEqualTo(
            new Request.JoinChunk(ID, PEER, SWARM, expire, PeerMode.SEEDER, five, chunks, stats));
  }

  private static String[] with(String command, String... options) {
    String[] args = new String[options.length + 1];
    args[0] = command;
    System.arraycopy(options, 0, args, 1, options.length);
    return args;
  }

  @ParameterizedTest
  @CsvSource({"90s, 90", "90, 90", "2h, 7200", "1500ms, 1"})
  void expire_isADuration(String text, long seconds) {
    assertThat(((Request.Join) request("join", "--swarm-id=movie", "--expire", text)).expireTime())
        .isEqualTo(new ExpireTime.After(seconds));
  }

  @Test
  void expire_isATime() {
    String text = "2026-05-01T12:30:00Z";
    assertThat(((Request.Join) request("join", "--swarm-id=movie", "--expire", text)).expireTime())
        .isEqualTo(new ExpireTime.At(Instant.parse(text)));
  }

  @Test
  void leave() {
    assertThat(request("leave", "--swarm-id=movie"))
        .isEqualTo(new Request.Leave(ID, PEER, SWARM, ChunkSet.EMPTY));
    assertThat(request("leave", "--swarm-id=movie", "--chunk-id=0-49"))
        .isEqualTo(new Request.Leave(ID, PEER, SWARM, chunks("0-49")));
  }

  @Test
  void find() {
    assertThat(request("find", "--swarm-id=movie"))
        .isEqualTo(new Request.Find(ID, PEER, SWARM, ChunkSet.EMPTY, NONE, List.of()));
  }

  @Test
  void find_withEverything() {
    String[] options = {
      "--swarm-id=movie",
      "--chunk-id=17",
      "--peernum=10",
      "--stat=UploadBandwidth=600",
      "--stat=prefer:Country=DE",
      "--stat=max:OnlineTime=60",
      "--stat=NAT=STUN"
    };
    List<Requirement> requirements =
        List.of(
            new Requirement(Property.UPLOAD_BANDWIDTH, Match.MIN, "600"),
            new Requirement(Property.COUNTRY, Match.PREFER, "DE"),
            new Requirement(Property.ONLINE_TIME, Match.MAX, "60"),
            new Requirement(Property.NAT, Match.COMPATIBLE, "STUN"));
    OptionalInt ten = OptionalInt.of(10);
    assertThat(request(with("find", options)))
        .isEqualTo(new Request.Find(ID, PEER, SWARM, chunks("17"), ten, requirements));
    assertThat(request(with("find-chunk", options)))
        .isEqualTo(new Request.FindChunk(ID, PEER, SWARM, chunks("17"), ten, requirements));
  }

  @Test
  void keepalive() {
    assertThat(request("keepalive")).isEqualTo(new Request.KeepAlive(ID, PEER));
  }

  @Test
  void report() {
    assertThat(request("report")).isEqualTo(new Request.StatReport(ID, PEER, null, List.of()));
    assertThat(request("report", "--swarm-id=movie", "--stat=StallTime=5"))
        .isEqualTo(
            new Request.StatReport(ID, PEER, SWARM, List.of(new Stat(Property.STALL_TIME, "5"))));
  }

  @Test
  void query() {
    assertThat(request("query")).isEqualTo(new Request.StatQuery(ID, PEER, List.of()));
    assertThat(request("query", "--stat=BufferLevel", "--stat=Player"))
        .isEqualTo(
            new Request.StatQuery(ID, PEER, List.of(Property.BUFFER_LEVEL, Property.of("Player"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "connect --peer-id=a --address=198.51.100.7             | '198.51.100.7' must be IP:PORT",
        "connect --peer-id=a --address=2001:db8::2:80           | must be IP:PORT",
        "connect --peer-id=a --address=host:80                  | 'host:80' must be IP:PORT",
        "connect --peer-id=a --address=198.51.100.7:0           | port must be 1 to 65535",
        "connect --peer-id=a --address=198.51.100.7:x           | port must be a number",
        "connect --peer-id=a --address=224.0.0.1:80             | no peer can be reached",
        "connect --peer-id=a --address=198.51.100.7:80,prio=1   | there is no attribute prio",
        "connect --peer-id=a --address=198.51.100.7:80,asn=-1   | asn must be a number",
        "connect --peer-id=a --address=198.51.100.7:80,type=x   | host, reflexive, proxy, not 'x'",
        "connect --peer-id=a --address=198.51.100.7:80,x        | must be an attribute",
        "connect --peer-id=a --control-port=80                  | ControlPort must be 1024 to"
            + " 65535",
        "connect --peer-id=a --stat=UploadBandwidth             | must be NAME=VALUE",
        "connect --peer-id=a --stat=UploadBandwidth=fast        | must be a decimal number",
        "connect --peer-id=a --cer=no-such-file                 | no-such-file does not exist",
        "connect --peer-id=a --cer=src                          | src cannot be read",
        "connect --peer-id=a --signature=MEUC                   | must be ALGORITHM:BASE64",
        "connect --peer-id=a --tracker=ftp://host/              | must be a URL such as http://",
        "connect --peer-id=a --tracker=127.0.0.1:7846           | must be a URL such as http://",
        "connect --peer-id=a --tracker=http://127.0.0.1:99999/  | has the port 99999; the highest",
        "tracker --listen=127.0.0.1:99999                       | the port must be 0 to 65535",
        "tracker --listen=127.0.0.1:http                        | the port must be 0 to 65535",
        "tracker --listen=127.0.0.1                             | the port is missing",
        "connect --peer-id=a --timeout=10                       | is no duration",
        "connect --peer-id=a --timeout=0s                       | must be more than zero",
        "connect --peer-id=a --encoding=yaml                    | 'yaml' is none of [xml, json]",
        "connect --peer-id=a --output=yaml                      | --output",
        "connect --peer-id=                                     | PeerID is empty",
        "join --peer-id=a                                       | --swarm-id",
        "join --peer-id=a --swarm-id=m --expire=soon            | neither a duration",
        "join --peer-id=a --swarm-id=m --peer-mode=half         | --peer-mode",
        "join --peer-id=a --swarm-id=m --peernum=-1             | Peernum must not be negative",
        "join --peer-id=a --swarm-id=m --peernum=many           | --peernum",
        "join-chunk --peer-id=a --swarm-id=m                    | --chunk-id",
        "join-chunk --peer-id=a --swarm-id=m --chunk-id=9-3     | ChunkID range must be a-b",
        "join-chunk --peer-id=a --swarm-id=m --chunk-id=        | there is no chunk",
        "find --peer-id=a --swarm-id=m --stat=min:Country=DE    | needs a number",
        "find --peer-id=a --swarm-id=m --stat=PollutedPeer=b    | not required",
        "find-chunk --peer-id=a --swarm-id=m                    | --chunk-id",
        "peer --find-every=10ms                                 | --find-every must be 1s or more",
        "peer --control-port=80                                 | control port must be",
        "peer --peernum=-1                                      | --peernum must not be negative",
      })
  void mistake_is2_andSaysWhatIsRight(String args, String message) {
    CommandRun run = CommandRun.of(args.split(" ", -1));
    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("ppsp: ").contains(message).contains("--help'");
  }
}
