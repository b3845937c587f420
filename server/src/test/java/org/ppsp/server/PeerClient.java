package org.ppsp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.ppsp.protocol.ByteWriter;
import org.ppsp.protocol.Certificate;
import org.ppsp.protocol.ChunkSet;
import org.ppsp.protocol.Codec;
import org.ppsp.protocol.DecodeLimits;
import org.ppsp.protocol.PeerId;
import org.ppsp.protocol.PeerMode;
import org.ppsp.protocol.Request;
import org.ppsp.protocol.Response;
import org.ppsp.protocol.SessionToken;
import org.ppsp.protocol.Signature;
import org.ppsp.protocol.Status;
import org.ppsp.protocol.SwarmAction;
import org.ppsp.protocol.SwarmId;
import org.ppsp.protocol.TransactionId;
import org.ppsp.protocol.json.JsonCodec;
import org.ppsp.protocol.xml.XmlCodec;

/// Sends single messages to a server, with whatever headers, and remembers nothing.
final class PeerClient implements AutoCloseable {
  static final TransactionId TRANSACTION = new TransactionId("17");

  private final HttpClient http;
  private final URI url;

  PeerClient(Server server) {
    this(server, null);
  }

  PeerClient(Server server, @Nullable SSLContext tls) {
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (tls != null) {
      builder.sslContext(tls);
    }
    http = builder.build();
    url = server.url();
  }

  /// An answer, read.
  record Answer(int http, Response response, List<String> challenges, @Nullable String session) {
    Status status() {
      return response.status();
    }

    String reason() {
      return response instanceof Response.Refusal refusal ? refusal.reason() : "";
    }

    SessionToken token() {
      assertThat(status()).as(reason()).isEqualTo(Status.SUCCESSFUL);
      return SessionToken.parse(String.valueOf(session));
    }
  }

  static Request.Connect connect(String peer) {
    return connect(peer, null, null);
  }

  static Request.Connect connect(
      String peer, @Nullable Certificate cer, @Nullable Signature signature) {
    return new Request.Connect(
        TRANSACTION,
        new PeerId(peer),
        cer,
        List.of(),
        java.util.OptionalInt.empty(),
        List.of(),
        signature);
  }

  static Request keepAlive(String peer) {
    return new Request.KeepAlive(TRANSACTION, new PeerId(peer));
  }

  static Request join(String peer, String swarm) {
    return new Request.Join(
        TRANSACTION,
        new PeerId(peer),
        new SwarmId(swarm),
        null,
        PeerMode.LEECH,
        java.util.OptionalInt.empty(),
        ChunkSet.EMPTY,
        List.of());
  }

  /// CONNECT of RFC 7846.
  static Request joining(String peer, String swarm) {
    return new Request.SwarmActions(
        TRANSACTION,
        new PeerId(peer),
        List.of(),
        List.of(new SwarmAction(new SwarmId(swarm), SwarmAction.Action.JOIN, PeerMode.LEECH)),
        false,
        java.util.OptionalInt.empty(),
        List.of());
  }

  /// The message as its encoding has it.
  static byte[] bytes(Request request) {
    ByteWriter out = new ByteWriter(512);
    codec(request).encode(request, out);
    return java.util.Arrays.copyOf(out.array(), out.size());
  }

  private static Codec codec(Request request) {
    return request instanceof Request.Combined ? new JsonCodec() : new XmlCodec();
  }

  Answer send(Request request, SessionToken token) throws Exception {
    return send(request, SessionToken.HEADER, token.text());
  }

  Answer send(Request request, String... headers) throws Exception {
    HttpResponse<byte[]> answer = raw(request, headers);
    byte[] body = answer.body();
    Response response =
        codec(request).decodeResponse(request, body, 0, body.length, DecodeLimits.RESPONSES);
    List<String> challenges = new ArrayList<>(answer.headers().allValues("WWW-Authenticate"));
    return new Answer(
        answer.statusCode(),
        response,
        challenges,
        answer.headers().firstValue(SessionToken.HEADER).orElse(null));
  }

  HttpResponse<byte[]> raw(Request request, String... headers) throws Exception {
    HttpRequest.Builder message =
        HttpRequest.newBuilder(url)
            .header("Content-Type", codec(request).mediaType())
            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes(request)));
    if (headers.length > 0) {
      message.headers(headers);
    }
    return http.send(message.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Override
  public void close() {
    http.close();
  }
}
